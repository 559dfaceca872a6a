using Orleans.Concurrency;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Cluster;

/// <summary>A caller in a silo: runs its whole loop in one call. Only for callers in the same process, whose delegate needs no wire.</summary>
public interface ICallerGrain : IGrainWithIntegerKey
{
    Task RunAsync(Immutable<Func<Task>> loop);
}

/// <inheritdoc cref="ICallerGrain"/>
internal sealed class CallerGrain : Grain, ICallerGrain
{
    public Task RunAsync(Immutable<Func<Task>> loop) => loop.Value();
}

internal static class GrainPlaces
{
    /// <summary>A grain for each caller.</summary>
    public static CallerPlace Callers(this IGrainFactory grains, long firstKey = 0) =>
        (caller, loop) => grains.GetGrain<ICallerGrain>(firstKey + caller).RunAsync(new(loop));
}
