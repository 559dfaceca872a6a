using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>Runs one load, or the probe beside one, for a while.</summary>
internal sealed class OverheadLoads(BenchmarkSilo silo, ClientProcess client, CalledModels models)
{
    // A load begins before the probe and ends after it.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    public Task<LoadResult> RunAsync(Cell cell, TimeSpan duration) => cell switch
    {
        { Way: Way.Client } => client.RunAsync(new(cell.Model, cell.Callers, duration.TotalSeconds, cell.Repository)),
        { Way: Way.Direct, Model: { } model } => new ClosedLoop(CallerPlaces.Thread).RunAsync(cell.Callers, duration, models[model].Directly),
        { Model: { } model } => RunInSiloAsync(model, cell.Callers, duration),
        _ => throw new ArgumentException($"Nobody runs {cell}.", nameof(cell)),
    };

    public async Task<LoadResult> ProbeDuringAsync(Probe probe, ProbeCell cell, TimeSpan duration)
    {
        var load = RunInSiloAsync(cell.Model, Cells.Many, duration + 2 * Margin);
        await Task.Delay(Margin);
        var probed = await probe.RunAsync(cell.Caller, duration);
        await load;
        return probed;
    }

    private Task<LoadResult> RunInSiloAsync(string model, int callers, TimeSpan duration) =>
        new ClosedLoop(silo.Grains.Callers()).RunAsync(callers, duration, caller => models[model].Through(silo.Client, caller));
}
