using System.Diagnostics;
using Orleans.Inference.Cluster.Harness.Load;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>What some faults did to one kind of caller.</summary>
internal sealed class Tally
{
    /// <summary>How much longer than its run a request may take that nothing was in the way of.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(0.1);

    private readonly IReadOnlyList<Outcome> _outcomes;

    private Tally(IReadOnlyList<Outcome> outcomes, int late) => (_outcomes, Late) = (outcomes, late);

    public int Requests => _outcomes.Count;

    public int Failed => _outcomes.Count(outcome => outcome.Error is not null);

    /// <summary>Requests sent when everybody was to know of the fault, which waited all the same.</summary>
    public int Late { get; }

    /// <summary>The longest that somebody waited beyond the run and one repetition of it.</summary>
    public TimeSpan WorstAdded => _outcomes.Max(Added);

    public TimeSpan P99 => _outcomes.Select(outcome => outcome.Wait).Order().ElementAt(_outcomes.Count * 99 / 100);

    public bool HasHung => _outcomes.Any(outcome => outcome.Wait >= OpenLoad.LongestWait);

    /// <exception cref="InvalidOperationException">The load ended before a fault: nothing was seen of it.</exception>
    public static Tally Of(LoadResult load, IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults) Check(load, fault);
        return new(
            [.. faults.SelectMany(fault => fault.Select(load)).Distinct()],
            faults.Sum(fault => fault.SelectLate(load).Count(outcome => outcome.Wait > FailoverSetup.Work + Usual)));
    }

    /// <summary>What callers saw when no fault was watched: silos were starting.</summary>
    public static Tally Between(LoadResult load, IReadOnlyList<Fault> faults)
    {
        var watched = faults.SelectMany(fault => fault.Select(load)).ToHashSet();
        var first = Stopwatch.GetElapsedTime(load.StartedAt, faults[0].At);
        return new([.. load.Outcomes.Where(outcome => outcome.Scheduled > first && !watched.Contains(outcome))], 0);
    }

    private static TimeSpan Added(Outcome outcome) =>
        outcome.Wait > 2 * FailoverSetup.Work ? outcome.Wait - (2 * FailoverSetup.Work) : TimeSpan.Zero;

    private static void Check(LoadResult load, Fault fault)
    {
        var until = Stopwatch.GetElapsedTime(load.StartedAt, fault.Until);
        if (load.Outcomes.Count == 0 || load.Outcomes[^1].Scheduled + Usual < until) throw new InvalidOperationException($"The load ended before {until}: {load}");
    }
}
