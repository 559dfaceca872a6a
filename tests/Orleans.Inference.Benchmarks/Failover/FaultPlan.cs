namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>Which faults come in which order.</summary>
internal static class FaultPlan
{
    /// <summary>
    /// Kills of the three kinds of silo in turn. The first is the plainest: what processes do at a fault they compile when they do it first, and with it what is
    /// common to all.
    /// </summary>
    public static IEnumerable<FaultKind> Kills(double count) => Kills(count, Victim.Plain, Victim.Dispatcher, Victim.Gateway);

    /// <summary>Kills where there is no dispatcher.</summary>
    public static IEnumerable<FaultKind> StockKills(double count) => Kills(count, Victim.Gateway, Victim.Plain);

    /// <summary>Every other one stops the client's gateway.</summary>
    public static IEnumerable<FaultKind> Stops(double count) =>
        Enumerable.Range(0, (int)count).Select(i => new FaultKind(Blow.Stop, i % 2 == 0 ? Victim.Gateway : i % 4 == 1 ? Victim.Plain : Victim.Dispatcher));

    private static IEnumerable<FaultKind> Kills(double count, params Victim[] victims) =>
        Enumerable.Range(0, (int)count).Select(i => new FaultKind(Blow.Kill, victims[i % victims.Length]));
}
