using Microsoft.Extensions.Options;

namespace Orleans.Inference.Transport;

/// <summary>The memory that this silo receives bodies into, for all its connections together, and its limits.</summary>
internal sealed class BodyMemory(IOptions<InferenceOptions> options, IOptions<InferenceClientOptions> clientOptions, TimeProvider timeProvider)
{
    /// <summary>The longest body that is received.</summary>
    public long MaxBodyBytes => clientOptions.Value.MaxTensorBytes;

    /// <summary>What may be on its way, wait and be run at once, and what is kept to be fetched.</summary>
    public ByteBudget Budget { get; } = new(options.Value.MaxReassemblyBytes
        ?? Math.Max(2 * clientOptions.Value.MaxTensorBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));

    public BodyPool Pool { get; } = new();

    /// <summary>Where bodies of one sender are put together.</summary>
    /// <param name="inOrder">Whether their pieces come in order.</param>
    public BodyInbox NewInbox(bool inOrder) => new(Pool, Budget, MaxBodyBytes, timeProvider, inOrder);
}
