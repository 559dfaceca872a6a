namespace Orleans.Inference.Transport;

/// <summary>Bodies that arrived together, in buffers that are given back once, when this is disposed.</summary>
internal sealed class ReceivedBodies(IncomingBody[] bodies, IBodyBuffers buffers) : IDisposable
{
    private IncomingBody[]? _bodies = bodies;

    public ReadOnlyMemory<byte>[] Bodies { get; } = [.. bodies.Select(body => body.Body)];

    public void Dispose()
    {
        foreach (var body in Interlocked.Exchange(ref _bodies, null) ?? []) buffers.Return(body.Buffer);
    }
}
