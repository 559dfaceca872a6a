using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Cluster;

/// <summary>Calls <see cref="IEmptyGrain"/>; all callers the same one, as all callers of a model call the same worker.</summary>
/// <param name="grains">Where the caller gets its grains.</param>
/// <param name="blocks">Whether the caller's thread waits for the answer.</param>
internal sealed class EmptyCall(IGrainFactory grains, bool blocks = false) : ICall
{
    private readonly IEmptyGrain _grain = grains.GetGrain<IEmptyGrain>(0);

    public Task SendAsync()
    {
        var sent = _grain.CallAsync();
        if (blocks) sent.GetAwaiter().GetResult();
        return sent;
    }

    public void Check()
    {
    }

    public void Dispose()
    {
    }
}
