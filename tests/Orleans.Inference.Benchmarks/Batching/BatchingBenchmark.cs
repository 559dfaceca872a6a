using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Batching;

/// <summary>What the batcher makes of requests that come one by one, beside the best that can be done by hand.</summary>
internal sealed class BatchingBenchmark : IBenchmark
{
    private const string Gaining = "dense", Losing = "crowd";
    private const double LightLoad = 0.1;
    private const int SaturatingCallers = 128;
    private const double MostArrivals = 40_000; // a second: more cannot be made beside what is measured
    private static readonly BenchmarkOption Rounds = new("rounds", 3, 1, 100, "how often light loads and the losing model are measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 10, 1, 60, "how long a rate must be sustained");
    private static readonly BenchmarkOption Probe = new("probe", 1, 0.2, 20, "how long each rate is offered while the highest one is looked for");

    public string Name => "batching";

    public string Summary => "the rate of arrivals sustained by the best fixed batch by hand and by the batcher; light loads; a model that loses by batching";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Duration, Probe];

    public string? RepositoryUse => "all of the above but the model that loses, for minutes each; shorter with --seconds and --probe";

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var report = new BatchingReport(aims);
        await output.WriteLineAsync($"{Machine.Describe()}\n");
        await using (var silo = await BenchmarkSilo.StartAsync())
        {
            using var gaining = new RepositoryModel(SampleModel.Repository, Gaining, (await silo.GetDeviceAsync()).ThreadsPerLane);
            await MeasureAsync(silo, gaining, settings, report, output, decides: true);
            await CompareLosingAsync(silo, (int)settings[Rounds], report);
        }

        await RepositoryModels.MeasureAsync(settings.ModelRepository, output, (silo, model) => MeasureAsync(silo, model, settings, report, output, decides: false));
        report.Print(output);
    }

    private static async Task MeasureAsync(BenchmarkSilo silo, RepositoryModel model, BenchmarkSettings settings, BatchingReport report, TextWriter output, bool decides)
    {
        var (name, metadata) = (model.Name, await silo.Client.GetModelAsync(model.Name));
        var device = await silo.GetDeviceAsync();
        var sizes = await FixedBatch.MeasureAsync(model, device.Lanes, Math.Max(1, metadata.MaxBatchSize));
        var best = sizes.MaxBy(size => size.RowsPerSecond)!;
        await output.WriteLineAsync($"{name}: rows/s by hand {string.Join(", ", sizes.Select(size => $"{size.Size}: {Figure.Of(size.RowsPerSecond)}"))}\n");

        using var one = new BatchServer(model, 1, device.Lanes);
        using var fixedSize = new BatchServer(model, best.Size, device.Lanes);
        Func<int, Task>[] sides = [ByHand(fixedSize, model), Ours(silo, model)];
        foreach (var side in sides) await OpenLoop.RunAsync(Arrivals.Poisson.Draw(Math.Min(best.RowsPerSecond, MostArrivals) * 0.5, TimeSpan.FromSeconds(1), seed: 1), side);
        report.AddSaturated(name, await CompareSaturatedAsync(sides, (int)settings[Rounds]));
        var bound = best.RunTime * 10;
        Dictionary<Arrivals, SustainedRate[]> rates = [];
        foreach (var arrivals in new[] { Arrivals.Poisson, Arrivals.Bursty })
        {
            rates[arrivals] = await new RateSearch(arrivals, bound, settings.Seconds(Probe), settings.Seconds(Duration)).RunAsync(sides, Math.Min(best.RowsPerSecond, MostArrivals));
        }

        var light = await CompareLightAsync([ByHand(one, model), Ours(silo, model)], Math.Min(sizes[0].RowsPerSecond, MostArrivals) * LightLoad, (int)settings[Rounds]);
        report.Add(new(name, best, sizes[0], bound, rates, light), decides);
    }

    private static async Task<Series[]> CompareSaturatedAsync(Func<int, Task>[] sides, int rounds)
    {
        Series[] results = [.. sides.Select(_ => new Series())];
        for (var round = 0; round < rounds; round++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                var send = sides[side];
                results[side].Add(await new ClosedLoop(CallerPlaces.Pool).RunAsync(SaturatingCallers, TimeSpan.FromSeconds(1), caller => new SentCall(() => send(caller))));
            }
        }

        return results;
    }

    private static async Task<LightLoadResult> CompareLightAsync(Func<int, Task>[] sides, double rate, int rounds)
    {
        List<double> alone = [], ours = [];
        for (var round = 0; round < rounds; round++)
        {
            var due = Arrivals.Poisson.Draw(rate, TimeSpan.FromSeconds(2), seed: round);
            alone.Add((await OpenLoop.RunAsync(due, sides[0])).P50.TotalMicroseconds);
            ours.Add((await OpenLoop.RunAsync(due, sides[1])).P50.TotalMicroseconds);
        }

        return new(rate, Median.Of(alone), Median.Of(ours), Median.Of(ours) / Median.Of(alone));
    }

    private static async Task CompareLosingAsync(BenchmarkSilo silo, int rounds, BatchingReport report)
    {
        const int Callers = 16;
        var device = await silo.GetDeviceAsync();
        using var model = new RepositoryModel(SampleModel.Repository, Losing, device.ThreadsPerLane);
        using var one = new BatchServer(model, 1, device.Lanes);
        var (byHand, ours) = (new Series(), new Series());
        for (var round = 0; round <= rounds; round++)
        {
            var first = await RunAsync(ByHand(one, model));
            var second = await RunAsync(Ours(silo, model));
            if (round == 0) continue; // warms
            byHand.Add(first);
            ours.Add(second);
        }

        report.AddLosing(Losing, byHand, ours);

        Task<LoadResult> RunAsync(Func<int, Task> send) =>
            new ClosedLoop(CallerPlaces.Pool).RunAsync(Callers, TimeSpan.FromSeconds(1.5), caller => new SentCall(() => send(caller)));
    }

    private static Func<int, Task> ByHand(BatchServer server, RepositoryModel model) => async request => model.Check(request, await server.InferAsync(model.Inputs(request)));

    private static Func<int, Task> Ours(BenchmarkSilo silo, RepositoryModel model) => request => model.SendAsync(silo.Client, request);
}
