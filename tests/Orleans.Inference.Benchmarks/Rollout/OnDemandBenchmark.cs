using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Rollout;

/// <summary>What a model costs that is loaded by its first request: the first answer, every other one, and the choice of what makes room.</summary>
internal sealed class OnDemandBenchmark : IBenchmark
{
    private const string Demanded = "demanded";
    private const string Pinned = "pinned";
    private const int Models = 200;
    private const int Room = 20;
    private static readonly BenchmarkOption Loads = new("loads", 15, 1, 1000, "how often the model is loaded by a request, and by hand; the medians count");
    private static readonly BenchmarkOption Rounds = new("rounds", 7, 1, 100, "how often warm requests are measured; the medians count");
    private static readonly BenchmarkOption Requests = new("requests", 6000, 100, 1_000_000, "how many requests the trace has");

    public string Name => "ondemand";

    public string Summary => "cold and warm answers of a model that is loaded on demand, and how well what makes room is chosen";

    public IReadOnlyList<BenchmarkOption> Options => [Loads, Rounds, Requests];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var cold = aims.AtMost("ondemand-cold-added", 50, "ms");
        var warm = aims.AtMost("ondemand-warm-of-pinned", 1.05);
        var hits = aims.AtLeast("ondemand-hits-of-optimal", 0.8);
        await output.WriteLineAsync(Machine.Describe());
        await MeasureLatencyAsync(settings, cold, warm, output);
        await MeasureHitsAsync((int)settings[Requests], hits, output);
    }

    private static async Task MeasureLatencyAsync(BenchmarkSettings settings, Aim cold, Aim warm, TextWriter output)
    {
        using RolloutRepository repository = new();
        var file = repository.Add(Demanded, 1, SampleModel.Dense, """{ "OnDemand": true }""");
        repository.Add(Pinned, 1, SampleModel.Dense);
        await using var silo = await BenchmarkSilo.StartAsync(repository.Path, builder => builder.AddInference(options => (options.RepositoryMode, options.StartupModels) = (RepositoryMode.Explicit, [Pinned])));
        var device = await silo.GetDeviceAsync();

        List<double> byHand = [], byRequest = [];
        for (var load = -1; load < settings[Loads]; load++)
        {
            var bare = Time(() => LoadByHand(file, device.ThreadsPerLane));
            await silo.Client.UnloadModelAsync(Demanded);
            var started = Stopwatch.GetTimestamp();
            await SendAsync(silo.Client, Demanded);
            if (load < 0) continue; // the first one warms up
            byRequest.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            byHand.Add(bare);
        }

        var table = new MarkdownTable(1, "cold", "median ms", "least", "most");
        table.Add("session and first run by hand", Figure.Of(Median.Of(byHand)), Figure.Of(byHand.Min()), Figure.Of(byHand.Max()));
        table.Add("first request", Figure.Of(Median.Of(byRequest)), Figure.Of(byRequest.Min()), Figure.Of(byRequest.Max()));
        table.Print(output, $"\n{SampleModel.Dense.Name}, {new FileInfo(file).Length / 1e3:0} kB, loaded {settings[Loads]} times:");
        cold.Is(Median.Of(byRequest.Zip(byHand, (ours, bare) => ours - bare)));

        (Series demanded, Series pinned) = (new(), new());
        for (var round = -1; round < settings[Rounds]; round++)
        {
            var (one, other) = (await WarmAsync(silo.Client, Demanded), await WarmAsync(silo.Client, Pinned));
            if (round < 0) continue;
            demanded.Add(one);
            pinned.Add(other);
        }

        var ratio = demanded.Compare(pinned, static (ours, baseline) => ours.P50 / baseline.P50);
        table = new MarkdownTable(1, "warm", "p50 µs", "p99 µs");
        table.Add("always loaded", Figure.Of(pinned.MedianOf(result => result.P50)), Figure.Of(pinned.MedianOf(result => result.P99)));
        table.Add("loaded on demand", Figure.Of(demanded.MedianOf(result => result.P50)), Figure.Of(demanded.MedianOf(result => result.P99)));
        table.Print(output, "One caller:");
        warm.Is(ratio);
    }

    private static async Task MeasureHitsAsync(int requests, Aim hits, TextWriter output)
    {
        using RolloutRepository repository = new();
        for (var model = 0; model < Models; model++) repository.AddCode($"m{model}", """{ "Backend": "counting", "OnDemand": true, "MaxBatchSize": 1, "MemoryBytes": 1 }""");
        CountingBackend backend = new();
        await using var silo = await BenchmarkSilo.StartAsync(repository.Path, builder =>
        {
            builder.Services.AddSingleton<IModelBackend>(backend);
            builder.AddInference(options => (options.Devices, options.MinResidency) = ([new() { Name = "cpu", MemoryBytes = Room }], TimeSpan.Zero));
        });
        var table = new MarkdownTable(1, "Zipf exponent", "hits", "hits of a cache that knows the future", "ratio");
        List<double> ratios = [];
        foreach (var exponent in (double[])[0.8, 1, 1.2])
        {
            var trace = ZipfTrace.Draw(Models, exponent, requests, seed: 1);
            var before = backend.Loads;
            foreach (var model in trace) await silo.Client.InferAsync($"m{model}", Tensor.Create(new byte[] { 1 }, [1]));
            var ours = 1 - (backend.Loads - before) / (double)requests;
            var best = ZipfTrace.OptimalHits(trace, Room);
            ratios.Add(ours / best);
            table.Add($"{exponent}", $"{Figure.Of(ours * 100)} %", $"{Figure.Of(best * 100)} %", $"{Figure.Of(ours / best)} ×");
        }

        table.Print(output, $"{Models} models, room for {Room}, {requests} requests one after another:");
        hits.Is(ratios[1]);
    }

    private static bool LoadByHand(string file, int threads)
    {
        using var options = DirectSessionOptions.Create(threads);
        using Microsoft.ML.OnnxRuntime.InferenceSession session = new(file, options);
        using Microsoft.ML.OnnxRuntime.RunOptions runOptions = new();
        using var input = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(SampleModel.Dense.InputOf(0), SampleModel.Dense.Shape);
        using var outputs = session.Run(runOptions, session.InputNames, [input], session.OutputNames);
        return outputs.Count > 0;
    }

    private static double Time(Func<bool> what)
    {
        var started = Stopwatch.GetTimestamp();
        what();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static Task<InferenceResponse> SendAsync(IInferenceClient client, string model) =>
        client.InferAsync(model, Tensor.Create(SampleModel.Dense.InputOf(0), SampleModel.Dense.Shape));

    private static Task<LoadResult> WarmAsync(IInferenceClient client, string model) =>
        new ClosedLoop(CallerPlaces.Pool).RunAsync(1, TimeSpan.FromSeconds(1), _ => new SentCall(() => SendAsync(client, model)));
}
