using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>Who calls the empty grain every millisecond.</summary>
internal enum ProbeCaller
{
    /// <summary>A grain: the call starts on a thread of the thread pool, and often ends on the same one.</summary>
    Grain,

    /// <summary>A thread of its own: the call has to wait for a thread of the thread pool first, as one from outside the process does.</summary>
    Thread,
}

/// <summary>What everybody else in the silo notices: calls an empty grain every millisecond.</summary>
internal sealed class Probe(IGrainFactory grains) : IDisposable
{
    // Apart from the grains that put the load on.
    private const long CallerKey = 1000;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(1);
    private readonly Ticker _ticker = new(Period);

    public Task<LoadResult> RunAsync(ProbeCaller caller, TimeSpan duration) => caller == ProbeCaller.Grain
        ? new ClosedLoop(grains.Callers(CallerKey), _ticker.NextAsync).RunAsync(1, duration, _ => new EmptyCall(grains))
        : new ClosedLoop(CallerPlaces.Thread, Sleep).RunAsync(1, duration, _ => new EmptyCall(grains, blocks: true));

    public void Dispose() => _ticker.Dispose();

    private static Task Sleep()
    {
        Thread.Sleep(Period);
        return Task.CompletedTask;
    }
}
