using System.Collections.Concurrent;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
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

    public string Name => "tail";

    public string Summary => "the slowest requests of one caller alone, beside saturating bulk work, and beside another model that saturates the device";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Duration, Rate];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        TailCase[] cases =
        [
            new("interactive, beside bulk of another model", InferencePriority.Interactive, Heavy, InferencePriority.Bulk, aims.AtMost("tail-interactive", 1.2)),
            new("the same priority, beside another model", InferencePriority.Default, Heavy, InferencePriority.Default, aims.AtMost("tail-models", 1.2)),
            new("interactive, beside bulk of the same model", InferencePriority.Interactive, Light, InferencePriority.Bulk, null),
        ];
        await using var silo = await BenchmarkSilo.StartAsync();
        var device = await silo.GetDeviceAsync();
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {device}. Medians of {settings[Rounds]} rounds of {settings[Duration]} s.\n");
        using var models = new TailModels(silo.Client, device.ThreadsPerLane);
        foreach (var tail in cases) await RunRoundAsync(tail, models, settings, TimeSpan.FromSeconds(1), seed: 0); // warms
        foreach (var tail in cases) tail.Forget();
        for (var round = 1; round <= settings[Rounds]; round++)
        {
            foreach (var tail in cases) await RunRoundAsync(tail, models, settings, settings.Seconds(Duration), round);
        }

        Print(cases, output);
    }

    private static async Task RunRoundAsync(TailCase tail, TailModels models, BenchmarkSettings settings, TimeSpan duration, int seed)
    {
        var due = Arrivals.Poisson.Draw(settings[Rate], duration, seed);
        var alone = await OpenLoop.RunAsync(due, request => models.SendAsync(Light, request, tail.Priority));
        ConcurrentBag<TimeSpan> runs = [];
        var heavy = new ClosedLoop(CallerPlaces.Pool).RunAsync(HeavyCallers, duration + 2 * Margin, caller => new SentCall(async () =>
            runs.Add((await models.SendAsync(tail.Other, caller, tail.OtherPriority)).ExecutionTime)));
        await Task.Delay(Margin);
        var beside = await OpenLoop.RunAsync(due, request => models.SendAsync(Light, request, tail.Priority));
        await heavy;
        tail.Add(alone, beside, Median.Of(runs.Select(run => run.TotalMicroseconds)));
    }

    private static void Print(TailCase[] cases, TextWriter output)
    {
        var table = new MarkdownTable(2, $"{Light}, called as", "beside", "p50 µs alone", "p50 µs beside", "p99 µs alone", "p99 µs beside", "one run of the other µs", "p99 added, in runs");
        foreach (var tail in cases) tail.AddTo(table);
        table.Print(output, "A light load, alone and beside one that saturates the device:");
    }
}
