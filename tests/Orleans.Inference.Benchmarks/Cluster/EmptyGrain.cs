using Orleans.Concurrency;

namespace Orleans.Inference.Benchmarks.Cluster;

/// <summary>Does nothing: what a call costs by itself.</summary>
public interface IEmptyGrain : IGrainWithIntegerKey
{
    Task CallAsync();
}

/// <inheritdoc cref="IEmptyGrain"/>
[Reentrant]
internal sealed class EmptyGrain : Grain, IEmptyGrain
{
    public Task CallAsync() => Task.CompletedTask;
}
