using System.Collections.Concurrent;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Tail;

/// <summary>What somebody else's load on the same device does to the slowest of one's own requests.</summary>
internal sealed class TailBenchmark : IBenchmark
{
    private const string Light = "rotate-200us", Heavy = "rotate-5ms";
    private const int HeavyCallers = 64;
    private static readonly BenchmarkOption Rounds = new("rounds", 5, 1, 100, "how often each load is measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 4, 0.5, 60, "how long each load is measured in each round");
    private static readonly BenchmarkOption Rate = new("rate", 100, 1, 10_000, "requests a second of those whose tail is measured");
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    // A model of a user's repository is measured in 2 rounds, alone and beside its own bulk, at a tenth of what it can bear or less.
    private const int RepositoryRounds = 2;
    private const double LightLoad = 0.1;
    private static readonly TimeSpan RepositoryDuration = TimeSpan.FromSeconds(1.5);

    public string Name => "tail";

    public string Summary => "the slowest requests of one caller alone, beside saturating bulk work, and beside another model that saturates the device";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Duration, Rate];

    public string RepositoryUse => "interactive, alone and beside bulk of the same model, some 10 s each";

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var table = new MarkdownTable(3, "model", "called as", "beside", "p50 µs alone", "p50 µs beside", "p99 µs alone", "p99 µs beside", "one run of the other µs", "p99 added, in runs");
        var (interactive, models) = (aims.AtMost("tail-interactive", 1.2), aims.AtMost("tail-models", 1.2));
        await MeasureOwnAsync(settings, interactive, models, table, output);
        await RepositoryModels.MeasureAsync(settings.ModelRepository, output, (silo, model) => MeasureAsync(silo, model, settings, table));
        table.Print(output, "A light load, alone and beside one that saturates the device:");
    }

    private static async Task MeasureOwnAsync(BenchmarkSettings settings, Aim interactive, Aim models, MarkdownTable table, TextWriter output)
    {
        await using var silo = await BenchmarkSilo.StartAsync();
        var device = await silo.GetDeviceAsync();
        using var light = new RepositoryModel(SampleModel.Repository, Light, device.ThreadsPerLane);
        using var heavy = new RepositoryModel(SampleModel.Repository, Heavy, device.ThreadsPerLane);
        TailCase[] cases =
        [
            new("interactive, beside bulk of another model", light, InferencePriority.Interactive, heavy, InferencePriority.Bulk, interactive),
            new("the same priority, beside another model", light, InferencePriority.Default, heavy, InferencePriority.Default, models),
            BesideItsOwnBulk(light),
        ];
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {device}. Medians of {settings[Rounds]} rounds of {settings[Duration]} s.\n");
        foreach (var tail in cases) await RunRoundAsync(silo.Client, tail, settings[Rate], TimeSpan.FromSeconds(1), seed: 0); // warms
        foreach (var tail in cases) tail.Forget();
        for (var round = 1; round <= settings[Rounds]; round++)
        {
            foreach (var tail in cases) await RunRoundAsync(silo.Client, tail, settings[Rate], settings.Seconds(Duration), round);
        }

        foreach (var tail in cases) tail.AddTo(table);
    }

    private static async Task MeasureAsync(BenchmarkSilo silo, RepositoryModel model, BenchmarkSettings settings, MarkdownTable table)
    {
        var alone = await new ClosedLoop(CallerPlaces.Pool).RunAsync(1, TimeSpan.FromSeconds(0.5), caller => model.Through(silo.Client, caller));
        var rate = Math.Min(settings[Rate], alone.RequestsPerSecond * LightLoad);
        var tail = BesideItsOwnBulk(model);
        for (var round = 1; round <= RepositoryRounds; round++) await RunRoundAsync(silo.Client, tail, rate, RepositoryDuration, round);
        tail.AddTo(table);
    }

    private static TailCase BesideItsOwnBulk(RepositoryModel model) =>
        new("interactive, beside bulk of the same model", model, InferencePriority.Interactive, model, InferencePriority.Bulk, null);

    private static async Task RunRoundAsync(IInferenceClient client, TailCase tail, double rate, TimeSpan duration, int seed)
    {
        var due = Arrivals.Poisson.Draw(rate, duration, seed);
        var alone = await OpenLoop.RunAsync(due, request => tail.Light.SendAsync(client, request, tail.Priority));
        ConcurrentBag<TimeSpan> runs = [];
        var heavy = new ClosedLoop(CallerPlaces.Pool).RunAsync(HeavyCallers, duration + 2 * Margin, caller => new SentCall(async () =>
            runs.Add((await tail.Other.SendAsync(client, caller, tail.OtherPriority)).ExecutionTime)));
        await Task.Delay(Margin);
        var beside = await OpenLoop.RunAsync(due, request => tail.Light.SendAsync(client, request, tail.Priority));
        await heavy;
        tail.Add(alone, beside, Median.Of(runs.Select(run => run.TotalMicroseconds)));
    }
}
