using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>A response of server-sent events, each a JSON object, which are written into the response's own buffers.</summary>
internal sealed class EventStream : IDisposable
{
    private const int MostUnflushedBytes = 16 * 1024;

    private readonly PipeWriter _pipe;
    private readonly Utf8JsonWriter _json;
    private long _unflushed;

    private EventStream(PipeWriter pipe)
    {
        _pipe = pipe;
        _json = new(pipe, JsonResponse.WriterOptions);
    }

    /// <summary>Whether so much was written that it should be on its way before there is more.</summary>
    public bool IsFull => _unflushed >= MostUnflushedBytes;

    /// <summary>Makes the response a stream, of which nothing waits in a buffer here or in a proxy.</summary>
    public static EventStream Start(HttpContext context)
    {
        var response = context.Response;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        return new(response.BodyWriter);
    }

    /// <summary>Writes an event.</summary>
    public void Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        WriteBytes("data: "u8);
        _json.Reset();
        _json.WriteStartObject();
        write(_json, state);
        _json.WriteEndObject();
        _json.Flush();
        _unflushed += _json.BytesCommitted;
        WriteBytes("\n\n"u8);
    }

    /// <summary>Writes the event that says that nothing is missing.</summary>
    public void WriteDone() => WriteBytes("data: [DONE]\n\n"u8);

    /// <summary>Sends what was written, and waits while the caller does not read.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        _unflushed = 0;
        await _pipe.FlushAsync(cancellationToken);
    }

    public void Dispose() => _json.Dispose();

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_pipe.GetSpan(bytes.Length));
        _pipe.Advance(bytes.Length);
        _unflushed += bytes.Length;
    }
}
