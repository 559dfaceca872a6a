using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Orleans.Inference.Gateway;

/// <summary>Compresses a response, where its caller takes that and it is large enough for that to pay.</summary>
internal static class ResponseEncoding
{
    // What is shorter fits into one or two packets as it is.
    private const int LeastBytes = 2048;

    private static readonly string[] Known = ["gzip", "deflate"];

    /// <summary>The writer of the response's body, when its headers are set otherwise.</summary>
    /// <param name="context">The request.</param>
    /// <param name="length">How many bytes will be written; <see langword="null"/> for many.</param>
    /// <returns>To be completed when all is written.</returns>
    public static ResponseWriter Open(HttpContext context, long? length)
    {
        var response = context.Response;
        if ((length ?? LeastBytes) < LeastBytes || Choose(context.Request.Headers) is not { } encoding)
        {
            response.ContentLength = length;
            return new(response.BodyWriter, isCompressed: false);
        }

        response.Headers.ContentEncoding = encoding;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        Stream stream = encoding == Known[0]
            ? new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        return new(PipeWriter.Create(stream), isCompressed: true);
    }

    /// <summary>What the caller likes best of what there is; <see langword="null"/> for none.</summary>
    public static string? Choose(IHeaderDictionary headers)
    {
        if (headers.AcceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(headers.AcceptEncoding, out var accepted)) return null;
        string? best = null;
        var quality = 0.0;
        foreach (var encoding in Known)
        {
            var named = accepted.FirstOrDefault(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(static value => value.Value == "*");
            if (named is null || (named.Quality ?? 1) <= quality) continue;
            (best, quality) = (encoding, named.Quality ?? 1);
        }

        return best;
    }
}

/// <summary>Where a response's body is written to.</summary>
internal readonly struct ResponseWriter(PipeWriter pipe, bool isCompressed)
{
    public PipeWriter Pipe => pipe;

    /// <summary>All is written.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (isCompressed) await pipe.CompleteAsync();
        else await pipe.FlushAsync(cancellationToken);
    }
}
