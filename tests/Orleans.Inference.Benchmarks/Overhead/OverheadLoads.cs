using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>Runs one load, or the probe, for a while.</summary>
internal sealed class OverheadLoads(BenchmarkSilo silo, ClientProcess client, DirectSessions direct, Probe probe)
{
    // A load begins before the probe and ends after it.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    public Task<LoadResult> RunAsync(Cell cell, TimeSpan duration) => cell switch
    {
        { Way: Way.Client } => client.RunAsync(new(cell.Model?.Name, cell.Callers, duration.TotalSeconds)),
        { Way: Way.Direct, Model: { } model } => new ClosedLoop(CallerPlaces.Thread).RunAsync(cell.Callers, duration, direct[model].Call),
        { Model: { } model } => RunInSiloAsync(model, cell.Callers, duration),
        _ => throw new ArgumentException($"Nobody runs {cell}.", nameof(cell)),
    };

    public Task<LoadResult> ProbeAloneAsync(ProbeCaller caller, TimeSpan duration) => probe.RunAsync(caller, duration);

    public async Task<LoadResult> ProbeDuringAsync(ProbeCaller caller, SampleModel model, TimeSpan duration)
    {
        var load = RunInSiloAsync(model, Cells.Many, duration + 2 * Margin);
        await Task.Delay(Margin);
        var probed = await probe.RunAsync(caller, duration);
        await load;
        return probed;
    }

    private Task<LoadResult> RunInSiloAsync(SampleModel model, int callers, TimeSpan duration) =>
        new ClosedLoop(silo.Grains.Callers()).RunAsync(callers, duration, caller => new InferCall(silo.Client, direct[model], caller));
}
