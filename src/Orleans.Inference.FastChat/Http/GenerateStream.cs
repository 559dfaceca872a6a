using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Http;

/// <summary>A text that a worker generates. Disposing of it closes the connection, by which the worker knows that nobody waits any more.</summary>
internal sealed class GenerateStream(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly ChunkReader _chunks = new(stream);

    /// <summary>The next piece; <see langword="null"/> at the end.</summary>
    /// <exception cref="WorkerCallException">The worker was lost.</exception>
    public async ValueTask<GenerateChunk?> ReadAsync(CancellationToken cancellationToken) =>
        await _chunks.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk ? GenerateChunk.Read(chunk.Span) : null;

    public void Dispose()
    {
        _chunks.Dispose();
        response.Dispose();
    }
}
