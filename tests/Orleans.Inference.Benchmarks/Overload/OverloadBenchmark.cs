using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Overload;

/// <summary>What is still answered in time when more is asked for than the device can do.</summary>
internal sealed class OverloadBenchmark : IBenchmark
{
    private const string Model = "rotate-5ms";
    private static readonly double[] Loads = [0.5, 0.75, 1, 1.5, 2, 3, 4];
    private static readonly BenchmarkOption Rounds = new("rounds", 3, 1, 100, "how often each load is measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 4, 0.5, 60, "how long each load is measured in each round");

    // A model of a user's repository is measured once.
    private static readonly double[] RepositoryLoads = [1, 2, 4];
    private static readonly TimeSpan RepositoryDuration = TimeSpan.FromSeconds(1.5);

    public string Name => "overload";

    public string Summary => "right answers in time at half to four times the load that the device can bear";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Duration];

    public string RepositoryUse => "at 1, 2 and 4 times the load, some 10 s each";

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var (goodput, retryAfter) = (aims.AtLeast("overload-goodput-at-4", 0.95), aims.AtLeast("overload-refusals-with-retry-after", 1));
        var table = new MarkdownTable(2, "model", "load", "offered/s", "answered in time/s", "of the peak", "late", "refused", "p99 ms");
        var own = await MeasureOwnAsync(settings, table, output);
        await RepositoryModels.MeasureAsync(settings.ModelRepository, output, (silo, model) => MeasureAsync(silo, model, table, output));
        table.Print(output, "Answers in time by what is offered:");
        goodput.Is(own.OfPeak(Loads[^1]));
        var refusals = own.Refusals.OfType<QueueFullException>().ToList();
        retryAfter.Is(refusals.Count == 0 ? 1 : refusals.Count(refusal => refusal.RetryAfter > TimeSpan.Zero) / (double)refusals.Count);
    }

    private static async Task<OverloadRun> MeasureOwnAsync(BenchmarkSettings settings, MarkdownTable table, TextWriter output)
    {
        await using var silo = await BenchmarkSilo.StartAsync();
        var device = await silo.GetDeviceAsync();
        using var model = new RepositoryModel(SampleModel.Repository, Model, device.ThreadsPerLane);
        var run = await OverloadRun.BeginAsync(silo.Client, model, rounds: 3, TimeSpan.FromSeconds(2));
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {device}. Medians of {settings[Rounds]} rounds of {settings[Duration]} s.\n\n{run}");
        for (var round = 0; round < settings[Rounds]; round++)
        {
            foreach (var load in Loads) await run.OfferAsync(load, settings.Seconds(Duration), seed: round);
        }

        run.AddTo(table);
        return run;
    }

    private static async Task MeasureAsync(BenchmarkSilo silo, RepositoryModel model, MarkdownTable table, TextWriter output)
    {
        var run = await OverloadRun.BeginAsync(silo.Client, model, rounds: 2, RepositoryDuration);
        await output.WriteLineAsync(run.ToString());
        foreach (var load in RepositoryLoads) await run.OfferAsync(load, RepositoryDuration, seed: 0);
        run.AddTo(table);
    }
}
