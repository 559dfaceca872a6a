using System.Diagnostics;
using System.Globalization;
using Orleans.Inference.ModelExporter.Onnx;
using Orleans.Inference.Tests.Models;
using Orleans.Inference.Tests.OnnxRuntime;
using Orleans.Inference.Tests.Scheduling;

namespace Orleans.Inference.Tests.Rollout;

[Collection(nameof(SteadyMemoryTests))]
public sealed class SwapTests
{
    private const int Swaps = 50;
    private const int Weights = 1_000_000;

    // Every version that stayed in memory would be 4 MB.
    private const long Allowance = 60_000_000;

    [Fact]
    public async Task Fifty_versions_take_over_under_load_without_an_error_a_wrong_answer_or_memory_that_stays()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => Write(repository, 1));
        using var ended = new CancellationTokenSource();
        var load = SendAsync(cluster, ended.Token);
        for (var version = 2; version < 10; version++) await SwapAsync(cluster, version);
        var before = Resident();

        for (var version = 10; version < 10 + Swaps; version++) await SwapAsync(cluster, version);

        await ended.CancelAsync();
        var answers = await load;
        Assert.True(answers.Count > Swaps);
        Assert.True(answers.Distinct().Count() > Swaps / 2, "the load went on while versions came and went");
        Assert.InRange(Resident() - before, long.MinValue, Allowance);
    }

    private static async Task SwapAsync(RolloutCluster cluster, int version)
    {
        Write(cluster.Repository, version);
        var outcomes = await cluster.Client.LoadModelAsync("m", cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(outcomes, outcome => Assert.True(outcome.Succeeded, outcome.Reason));
        Directory.Delete(cluster.Repository.PathOf($"m/{version - 1}"), recursive: true);
    }

    // Whatever becomes of those before it, the next request is sent; each answer must be that of the version it names.
    private static async Task<List<string>> SendAsync(RolloutCluster cluster, CancellationToken ended)
    {
        List<Task<string>> answers = [];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(4));
        while (!ended.IsCancellationRequested)
        {
            answers.Add(AskAsync(cluster));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return [.. await Task.WhenAll(answers)];
    }

    private static async Task<string> AskAsync(RolloutCluster cluster)
    {
        var response = await cluster.Client.InferAsync("m", Tensor.Create(new float[] { 0.5f }, [1, 1]), TestContext.Current.CancellationToken);
        Assert.Equal(float.Parse(response.Version, CultureInfo.InvariantCulture) + 0.5f, response.Get<float>()[0]);
        return response.Version;
    }

    private static void Write(TemporaryRepository repository, int version)
    {
        OnnxGraph graph = new("adds its version");
        var weights = new float[Weights];
        weights[0] = version;
        graph.Input("x", Graphs.Float32("n", 1));
        graph.Node("Gather", [graph.Initializer(OnnxTensor.Of<float>("weights", [Weights], weights)), graph.Initializer(OnnxTensor.Of<long>("first", [1], [0]))], "version");
        graph.Node("Add", ["x", "version"], "y");
        graph.Output("y", Graphs.Float32("n", 1));
        repository.With($"m/{version}/model.onnx", graph.ToModel().ToBytes());
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
