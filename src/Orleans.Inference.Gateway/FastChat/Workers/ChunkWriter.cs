using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.FastChat.Errors;

namespace Orleans.Inference.Gateway.FastChat.Workers;

/// <summary>Writes a text as workers of FastChat stream it: pieces of JSON, each with the whole text so far, and a NUL behind each.</summary>
internal sealed class ChunkWriter(HttpContext context) : IDisposable
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private readonly PooledBufferWriter _text = new(1024);
    private bool _hasEnded;
    private TextUpdate? _last;

    public Task WriteAsync(TextUpdate update) => WriteAsync(update, isStreamed: true);

    /// <summary>Writes a text that is there as a whole, with nothing behind it.</summary>
    public Task WriteWholeAsync(TextUpdate update)
    {
        context.Response.ContentType = JsonResponse.ContentType;
        return WriteAsync(update, isStreamed: false);
    }

    /// <summary>Ends a text that nobody ended.</summary>
    public Task EndAsync() => _hasEnded ? Task.CompletedTask : WriteAsync((_last ?? new()) with { Text = "", FinishReason = "stop" });

    public async Task WriteAsync(FastChatError error)
    {
        using PooledBufferWriter chunk = new(512);
        await using (Utf8JsonWriter json = new(chunk, JsonResponse.WriterOptions))
        {
            json.WriteStartObject();
            FastChatForm.Write(json, error);
            json.WriteEndObject();
        }

        chunk.GetSpan(1)[0] = 0;
        chunk.Advance(1);
        await context.Response.BodyWriter.WriteAsync(chunk.Written, context.RequestAborted);
    }

    public void Dispose() => _text.Dispose();

    private async Task WriteAsync(TextUpdate update, bool isStreamed)
    {
        (_last, _hasEnded) = (update, _hasEnded || update.FinishReason is not null);
        Append(JsonEncodedText.Encode(update.Text, Encoder).EncodedUtf8Bytes);
        Put("{\"text\":\""u8);
        Put(_text.Written.Span);
        Put("\",\"error_code\":0,\"usage\":"u8);
        var usage = update.Usage ?? default;
        Put(FormattableString.Invariant($"{{\"prompt_tokens\":{usage.PromptTokens},\"completion_tokens\":{usage.CompletionTokens},\"total_tokens\":{usage.TotalTokens}}}"));
        Put(",\"finish_reason\":"u8);
        Put(update.FinishReason is { } reason ? $"\"{JsonEncodedText.Encode(reason)}\"" : "null");
        Put(",\"logprobs\":"u8);
        Put(update.LogProbabilities ?? "null");
        Put(isStreamed ? "}\0"u8 : "}"u8);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private void Put(ReadOnlySpan<byte> piece) => context.Response.BodyWriter.Write(piece);

    private void Put(string piece) => Encoding.UTF8.GetBytes(piece, context.Response.BodyWriter);

    private void Append(ReadOnlySpan<byte> escaped)
    {
        escaped.CopyTo(_text.GetSpan(escaped.Length));
        _text.Advance(escaped.Length);
    }
}
