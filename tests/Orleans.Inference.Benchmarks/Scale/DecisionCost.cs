using System.Diagnostics;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Scale;

/// <summary>What one decision costs, with every worker under some load.</summary>
internal static class DecisionCost
{
    private const int Decisions = 100_000;
    private static readonly string[] Keys = [.. Enumerable.Range(0, 1024).Select(number => $"user-{number}")];

    /// <summary>Nanoseconds and bytes of a decision; the median of the rounds.</summary>
    public static (double Nanoseconds, double Bytes) Measure(string policy, int workers, int rounds)
    {
        var (_, table) = ScaleFleet.Start(workers, policy);
        var model = table.Find(ScaleFleet.Model(0).Name, null);
        var random = new Random(workers);
        var now = TimeProvider.System.GetTimestamp();
        foreach (var destination in model.Destinations)
        {
            for (var sent = random.Next(4); sent > 0; sent--) destination.Load.Sent();
            destination.Load.Reported(new(random.Next(8), 0.1), now); // at that speed it does not fade while it is measured
            destination.Latency.Add(random.NextDouble(), now);
        }

        Decide(Decisions);
        return Enumerable.Range(0, rounds).Select(_ => Decide(Decisions)).ToList() is var measured
            ? (Median.Of(measured.Select(round => round.Nanoseconds)), measured.Min(round => round.Bytes))
            : default;

        (double Nanoseconds, double Bytes) Decide(int decisions)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < decisions; i++) model.Choose(null, new(TimeProvider.System.GetTimestamp(), Keys[i % Keys.Length]));
            return (Stopwatch.GetElapsedTime(started).TotalNanoseconds / decisions, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)decisions);
        }
    }
}
