namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>Which faults come in which order.</summary>
internal static class FaultPlan
{
    /// <summary>Kills of the three kinds of silo in turn.</summary>
    public static IEnumerable<FaultKind> Kills(double count) =>
        Enumerable.Range(0, (int)count).Select(i => new FaultKind(Blow.Kill, (Victim)(i % 3)));

    /// <summary>Every other one stops the client's gateway.</summary>
    public static IEnumerable<FaultKind> Stops(double count) =>
        Enumerable.Range(0, (int)count).Select(i => new FaultKind(Blow.Stop, i % 2 == 0 ? Victim.Gateway : i % 4 == 1 ? Victim.Plain : Victim.Dispatcher));
}
