using System.Diagnostics;
using Orleans.Inference.Cluster.Harness.Load;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>What is done to a silo.</summary>
internal enum Blow
{
    /// <summary><c>kill -9</c>: its connections close.</summary>
    Kill,

    /// <summary><c>kill -STOP</c>: its connections stay open, and nothing answers.</summary>
    Stop,
}

/// <summary>What the silo is to others.</summary>
internal enum Victim
{
    /// <summary>The dispatcher lives on it.</summary>
    Dispatcher,

    /// <summary>The external client connects to it.</summary>
    Gateway,

    /// <summary>Neither.</summary>
    Plain,
}

/// <summary>What is to be done to which silo.</summary>
internal readonly record struct FaultKind(Blow Blow, Victim Victim)
{
    public override string ToString() => $"{(Blow == Blow.Kill ? "`kill -9`" : "`kill -STOP`")}, {Describe(Victim)}";

    private static string Describe(Victim victim) => victim switch
    {
        Victim.Dispatcher => "the dispatcher's silo",
        Victim.Gateway => "the client's gateway",
        _ => "another worker's silo",
    };
}

/// <summary>What was done, and until when callers were watched with nothing else going on; timestamps of <see cref="Stopwatch"/>.</summary>
internal sealed record Fault(FaultKind Kind, long At, long Until)
{
    /// <summary>When a fault of this kind is to be noticed, after which nothing more goes to the silo.</summary>
    private TimeSpan NoticeLimit => TimeSpan.FromSeconds(Kind.Blow == Blow.Kill ? 0.3 : 1);

    /// <summary>The requests of a load that were on their way when it happened or were sent while it was watched.</summary>
    public IEnumerable<Outcome> Select(LoadResult load)
    {
        var (from, to) = (Stopwatch.GetElapsedTime(load.StartedAt, At), Stopwatch.GetElapsedTime(load.StartedAt, Until));
        return load.Outcomes.Where(outcome => outcome.Ended > from && outcome.Scheduled < to);
    }

    /// <summary>Those of a load that were sent when the fault was to be known to everybody.</summary>
    public IEnumerable<Outcome> SelectLate(LoadResult load)
    {
        var from = Stopwatch.GetElapsedTime(load.StartedAt, At) + NoticeLimit;
        return Select(load).Where(outcome => outcome.Scheduled > from);
    }
}
