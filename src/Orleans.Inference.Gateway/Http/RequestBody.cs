using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.Inference.Gateway;

/// <summary>
/// A request's body as it was before it was compressed, from its start to its end. The limit counts the bytes that are read here, so a small body that becomes a
/// huge one is refused when it has become too large.
/// </summary>
internal sealed class RequestBody : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly string? _encoding;
    private readonly CancellationToken _aborted;

    private RequestBody(HttpContext context, Stream stream, string? encoding, long limit)
    {
        (_stream, _encoding, _aborted, Limit) = (stream, encoding, context.RequestAborted, limit);
        Length = encoding is null ? context.Request.ContentLength : null;
    }

    /// <summary>The most bytes that are taken.</summary>
    public long Limit { get; }

    /// <summary>How many bytes there are, where the request says so: it does not of a chunked or compressed body.</summary>
    public long? Length { get; }

    /// <summary>How many bytes were read.</summary>
    public long Read { get; private set; }

    /// <summary>Opens the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes that are taken.</param>
    /// <exception cref="BadHttpRequestException">The body is larger, or is encoded in a way that is not known.</exception>
    public static RequestBody Open(HttpContext context, long limit)
    {
        // A host that decompresses requests has removed the header by now.
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        var stream = context.Request.Body;
        var (decoded, name) = encoding.ToUpperInvariant() switch
        {
            "" or "IDENTITY" => (stream, null),
            "GZIP" or "X-GZIP" => (new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), "gzip"),
            "DEFLATE" => (new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true), "deflate"),
            _ => ((Stream)stream, "?"),
        };
        if (name == "?")
        {
            throw new BadHttpRequestException(
                $"The Content-Encoding '{encoding}' is not supported here: send the body as it is, or in gzip or deflate.", StatusCodes.Status415UnsupportedMediaType);
        }

        LiftServerLimit(context);
        if (context.Request.ContentLength > limit) throw TooLarge(limit, $"{context.Request.ContentLength} bytes");
        return new(context, decoded, name, limit);
    }

    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="BadHttpRequestException">There are more than the limit.</exception>
    /// <exception cref="InvalidInputException">What is compressed is broken.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        int read;
        try
        {
            read = await _stream.ReadAsync(buffer, _aborted);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidInputException("request body", $"data in the Content-Encoding {_encoding}", $"others: {exception.Message.TrimEnd('.')}");
        }

        Read += read;
        return Read <= Limit ? read : throw TooLarge(Limit, "more");
    }

    /// <summary>Refuses more bytes than the limit allows before there is memory for them.</summary>
    /// <exception cref="BadHttpRequestException">They are too many.</exception>
    public void ThrowIfOver(long bytes)
    {
        if (bytes > Limit) throw TooLarge(Limit, $"{bytes} bytes");
    }

    public ValueTask DisposeAsync() => _encoding is null ? ValueTask.CompletedTask : _stream.DisposeAsync();

    // Where the server's limit is lower it would cut in first, counting the framing of a chunked body as well; and it would close the
    // connection of a caller who is still sending, who then sees that instead of the answer.
    private static void LiftServerLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
    }

    private static BadHttpRequestException TooLarge(long limit, string given) =>
        new($"The request body is too large: at most {limit} bytes are taken, given {given}.", StatusCodes.Status413PayloadTooLarge);
}
