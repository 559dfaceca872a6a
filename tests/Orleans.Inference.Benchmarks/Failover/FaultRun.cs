using System.Diagnostics;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>Lets silos fail under a load, one after another; each is back before the next one fails.</summary>
/// <param name="silos">The cluster.</param>
/// <param name="victims">Which silos.</param>
/// <param name="reconnect">Connects the external client to the gateway that is back: what is once sent through another one stays there.</param>
internal sealed class FaultRun(SiloCluster silos, Victims victims, Func<Task> reconnect)
{
    /// <summary>How long callers are watched before the silo starts again, which takes the processor's time that the others need.</summary>
    private static readonly TimeSpan WatchKill = TimeSpan.FromSeconds(1.5), WatchStop = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(0.7);

    public async Task<IReadOnlyList<Fault>> RunAsync(IEnumerable<FaultKind> kinds)
    {
        List<Fault> faults = [];
        foreach (var kind in kinds) faults.Add(await RunAsync(kind));
        return faults;
    }

    private async Task<Fault> RunAsync(FaultKind kind)
    {
        var victim = await victims.FindAsync(kind.Victim);
        await Task.Delay(Calm);
        var at = Stopwatch.GetTimestamp();
        await StrikeAsync(victim, kind.Blow);
        await Task.Delay(kind.Blow == Blow.Kill ? WatchKill : WatchStop);
        Fault fault = new(kind, at, Stopwatch.GetTimestamp());

        // One that stood still would learn that it is dead and end by itself: this is the same, sooner.
        if (kind.Blow == Blow.Stop) victim.Kill();
        await victim.WaitForExitAsync();
        await silos.StartSiloAsync(victim.Plan);
        await victims.WholeAsync();
        if (kind.Victim == Victim.Gateway) await reconnect();
        return fault;
    }

    private static async Task StrikeAsync(SiloProcess victim, Blow blow)
    {
        if (blow == Blow.Kill) victim.Kill();
        else await victim.PauseAsync();
    }
}
