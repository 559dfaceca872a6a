using System.Collections.Immutable;
using System.Net;
using Orleans.Inference.Devices;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Pipelines;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Pipelines;

public sealed class StepsElsewhereTests : IDisposable
{
    private static readonly TestMeters Meters = new();
    private readonly Router _router = new();
    private readonly ServedDevice _device;

    public StepsElsewhereTests()
    {
        ModelMetadata model = new() { Name = "far", Version = "3", Platform = "csharp", Inputs = Specs.Of("x Int64[batch]"), Outputs = Specs.Of("y Int64[batch]", "z Int64[batch]") };
        ModelDefinition definition = new()
        {
            Name = "p",
            Version = "1",
            Configuration = new() { Steps = [new() { Model = "far", Version = "3", Outputs = ImmutableDictionary<string, string>.Empty.Add("z", "answer") }] },
        };
        _device = new(
            FakeBackend.Cpu(lanes: 1), new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu"), "silo-1", default, new(), new SiloInstruments(Meters), TimeProvider.System)
        { Router = () => _router };
        var pipeline = new PipelineBuilder(definition, [model]).Build();
        _device.SetReady(new(pipeline.Metadata, new PipelineSession(pipeline.Metadata), 1, new(TimeProvider.System), null) { Pipeline = pipeline });
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task The_router_is_asked_for_what_is_needed_as_the_caller_asked()
    {
        var response = await _device.InferAsync(Request(Tensor.Create(new long[] { 7 }, [1])), new(TimeSpan.FromSeconds(20)), CancellationToken.None);

        var asked = Assert.Single(_router.Requests);
        Assert.Equal(("far", "3"), (asked.Model, asked.Version));
        Assert.Equal(["z"], asked.Outputs);
        Assert.Equal((InferencePriority.Interactive, "user-1"), (asked.Priority, asked.AffinityKey));
        Assert.InRange(asked.Timeout!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
        Assert.Equal(("p", "1", "answer"), (response.Model, response.Version, response.Outputs.Single().Name));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (response.QueueTime, response.ExecutionTime));
        Assert.Equal(_device.Worker, response.Worker);
    }

    [Fact]
    public async Task What_is_sent_does_not_lie_in_memory_that_is_given_back()
    {
        var pooled = new long[] { 7 };
        Bodies bodies = new();

        await _device.InferAsync(Request(Tensor.Create(pooled, [1])), new(TimeSpan.FromSeconds(20)), bodies, CancellationToken.None);
        pooled[0] = 0;

        Assert.Equal(1, bodies.Disposed);
        Assert.Equal(7, Assert.Single(_router.Requests).Inputs.Single().Tensor.AsSpan<long>()[0]);
    }

    [Fact]
    public async Task Memory_is_given_back_when_a_request_is_refused()
    {
        Bodies bodies = new();

        await Assert.ThrowsAsync<InvalidInputException>(() => _device.InferAsync(Request(Tensor.Create(new float[] { 7 }, [1])), new(TimeSpan.FromSeconds(20)), bodies, CancellationToken.None));

        Assert.Equal(1, bodies.Disposed);
    }

    private static InferenceRequest Request(Tensor tensor) => new() { Model = "p", Inputs = [new("x", tensor)], Priority = InferencePriority.Interactive, AffinityKey = "user-1" };

    private sealed class Bodies : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }

    /// <summary>Answers with the input.</summary>
    private sealed class Router : IInferenceClient
    {
        public List<InferenceRequest> Requests { get; } = [];

        public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return Task.FromResult(new InferenceResponse
            {
                Model = request.Model,
                Version = "3",
                Outputs = [new(request.Outputs.Single(), request.Inputs.Single().Tensor)],
                Worker = new(SiloAddress.New(IPAddress.Loopback, 22222, 1), "cpu"),
                QueueTime = TimeSpan.FromSeconds(1),
                ExecutionTime = TimeSpan.FromSeconds(2),
            });
        }

        public Task<ImmutableArray<ModelOutcome>> LoadModelAsync(string model, ModelScope? scope, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(string model, ModelScope? scope, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model, string? version, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SetAliasAsync(ModelAlias alias, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveAliasAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ImmutableArray<ModelAlias>> ListAliasesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask CheckReadyAsync(string model, string? version, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ModelMetadata> GetModelAsync(string model, string? version, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ImmutableArray<ModelMetadata>> ListModelsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
