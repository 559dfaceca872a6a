using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.ModelExporter.Onnx;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class DevicesTests
{
    private static Device Cuda { get; } = new() { Name = "cuda:0", Kind = DeviceKind.Cuda, Index = 0, Threads = 1, Lanes = 1 };

    private static bool HasCuda => OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");

    [Fact]
    public async Task Nodes_run_on_the_processor()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Float32, "n"));

        Assert.Equal(["CPUExecutionProvider"], session.ExecutionProviders);
    }

    [Fact]
    public void A_build_without_CUDA_has_no_GPU()
    {
        IModelBackend backend = new OnnxRuntimeBackend(NullLogger<OnnxRuntimeBackend>.Instance);

        Assert.Equal("onnxruntime", backend.Name);
        Assert.Empty(backend.FindDevices(DeviceKind.Cpu));
        Assert.Empty(backend.FindDevices(DeviceKind.Cuda));
    }

    [Fact]
    public void GPUs_are_told_apart_on_any_machine()
    {
        var gpus = CudaDriver.FindDevices();

        Assert.Equal(gpus, gpus.Distinct());
        Assert.All(gpus, gpu => Assert.Matches("^(GPU-[0-9a-f-]{36}|PCI-[0-9A-Fa-f:.]+)$", gpu));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_GPU_that_the_build_cannot_use_is_refused_in_one_line(bool useTensorRt)
    {
        using var folder = ModelFolder.Of(Graphs.Identity(OnnxElementType.Float32, "n"));

        var problem = await folder.ProblemAsync(Cuda with { UseTensorRt = useTensorRt });

        Assert.Contains("cuda:0", problem);
        Assert.Contains(useTensorRt ? "TensorRT" : "CUDA", problem);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task A_GPU_runs_the_model_where_the_build_can_use_one_else_the_processor()
    {
        var gpu = HasCuda && CudaDriver.FindDevices().Count > 0;
        using var folder = ModelFolder.Of(Graphs.Of("Neg", Graphs.Float32("n"), Graphs.Float32("n")));
        using var session = await folder.LoadAsync(gpu ? Cuda : ModelFolder.Cpu, TestContext.Current.CancellationToken);

        Assert.Equal(gpu ? "CUDAExecutionProvider" : "CPUExecutionProvider", session.ExecutionProviders[0]);
        for (var run = 0; run < 3; run++) Assert.Equal([-1f, 2f], session.Run(Tensor.Create([1f, -2f], [2]))[0].ToArray<float>());
    }

    [Fact]
    public async Task A_session_with_threads_of_its_own_runs()
    {
        using var folder = ModelFolder.Of(Graphs.Identity(OnnxElementType.Float32, "n"));
        using var session = await folder.LoadAsync(ModelFolder.Cpu with { Threads = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal([1f], session.Run(Tensor.Create([1f], [1]))[0].ToArray<float>());
    }

    [Fact]
    public void Added_twice_there_is_one_backend()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddOnnxRuntime().AddOnnxRuntime());
        using var host = builder.Build();

        Assert.Single(host.Services.GetServices<IModelBackend>(), backend => backend.Name == "onnxruntime");
    }

    [Fact]
    public void The_functions_for_execution_providers_are_where_they_are_looked_for()
    {
        Assert.Equal(GraphAssignment.ReleaseStatus, PositionOf(nameof(OrtApi.ReleaseStatus)));
        Assert.Equal(GraphAssignment.SessionGetEpGraphAssignmentInfo, PositionOf(nameof(OrtApi.Session_GetEpGraphAssignmentInfo)));
        Assert.Equal(GraphAssignment.SubgraphGetEpName, PositionOf(nameof(OrtApi.EpAssignedSubgraph_GetEpName)));
        Assert.Equal(GraphAssignment.SubgraphGetNodes, PositionOf(nameof(OrtApi.EpAssignedSubgraph_GetNodes)));

        static int PositionOf(string function) => (int)Marshal.OffsetOf<OrtApi>(function) / nint.Size;
    }
}
