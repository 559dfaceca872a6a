using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.Inference.Gateway;

/// <summary>A request's whole body in a pooled buffer, which goes back to the pool when this is disposed.</summary>
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
    /// <exception cref="BadHttpRequestException">The body is larger, or is encoded.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpContext context, long limit)
    {
        var request = context.Request;
        ThrowIfEncoded(request);
        LiftServerLimit(context);
        if (request.ContentLength > limit) throw TooLarge(limit, $"{request.ContentLength} bytes");
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? BufferOfUnknownLength, LargestFirstBuffer));
        try
        {
            var length = 0;
            while (await request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length > limit) throw TooLarge(limit, "more");
                if (length == buffer.Length) buffer = Grow(buffer, limit);
            }

            return new(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    // Where the server's limit is lower it would cut in first, counting the framing of a chunked body as well; and it would close the
    // connection of a caller who is still sending, who then sees that instead of the answer.
    private static void LiftServerLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
    }

    private static byte[] Grow(byte[] full, long limit)
    {
        // The one byte over the limit tells that a body is too large.
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * full.Length, limit + 1));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static void ThrowIfEncoded(HttpRequest request)
    {
        // A host that decompresses requests has removed the header by now.
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)) return;
        throw new BadHttpRequestException(
            $"The Content-Encoding '{encoding}' is not supported here: send the body as it is.", StatusCodes.Status415UnsupportedMediaType);
    }

    private static BadHttpRequestException TooLarge(long limit, string given) =>
        new($"The request body is too large: at most {limit} bytes are taken, given {given}.", StatusCodes.Status413PayloadTooLarge);
}
