using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway;

/// <summary>A request's body, or the start of it, in a pooled buffer, which goes back to the pool when this is disposed.</summary>
internal readonly struct PooledBody : IDisposable
{
    // A body is believed to be as long as it says up to here; beyond, the buffer grows with what really arrives.
    private const int LargestFirstBuffer = 1024 * 1024;
    private const int BufferOfUnknownLength = 16 * 1024;

    private readonly byte[] _buffer;
    private readonly int _length;

    private PooledBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes that are taken.</param>
    /// <exception cref="BadHttpRequestException">The body is larger, or is encoded in a way that is not known.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpContext context, long limit)
    {
        await using var body = RequestBody.Open(context, limit);
        return await ReadAsync(body);
    }

    /// <summary>Reads what is left of the body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="length">How much of it; <see langword="null"/> for all. It may be shorter.</param>
    public static async ValueTask<PooledBody> ReadAsync(RequestBody body, int? length = null)
    {
        // The one byte over the limit tells that a body is too large.
        var most = length ?? body.Limit + 1;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Min(most, body.Length + 1 ?? BufferOfUnknownLength), LargestFirstBuffer));
        try
        {
            var filled = 0;
            while (filled < most && await body.ReadAsync(Free(buffer, filled, most)) is > 0 and var read)
            {
                filled += read;
                if (filled == buffer.Length && filled < most) buffer = Grow(buffer, most);
            }

            return new(buffer, filled);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private static Memory<byte> Free(byte[] buffer, int filled, long most) => buffer.AsMemory(filled, (int)Math.Min(buffer.Length, most) - filled);

    private static byte[] Grow(byte[] full, long most)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * full.Length, most));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
