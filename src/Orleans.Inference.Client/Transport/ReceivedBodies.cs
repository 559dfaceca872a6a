namespace Orleans.Inference.Transport;

/// <summary>Bodies that arrived together. Their buffers, and their part of the budget, are given back once, when this is disposed.</summary>
internal sealed class ReceivedBodies(IncomingBody[] bodies, IBodyBuffers buffers, ByteBudget budget, long charged) : IDisposable
{
    private IncomingBody[]? _bodies = bodies;

    public ReadOnlyMemory<byte>[] Bodies { get; } = [.. bodies.Select(body => body.Body)];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bodies, null) is not { } received) return;
        foreach (var body in received) buffers.Return(body.Buffer);
        budget.GiveBack(charged);
    }
}
