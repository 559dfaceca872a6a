using System.Text;
using System.Text.Json;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>What a worker says of a text that it generates: the whole of it so far, or what went wrong.</summary>
/// <param name="Text">The text so far; <see langword="null"/> where it ends in half of a character.</param>
/// <param name="ErrorCode">0, or FastChat's number of an error, whose words are the text then.</param>
/// <param name="Usage">The tokens so far, if told.</param>
/// <param name="FinishReason">Why it ends, at its end.</param>
/// <param name="LogProbabilities">As JSON, where asked for.</param>
internal readonly record struct GenerateChunk(string? Text, int ErrorCode, TextUsage? Usage, string? FinishReason, string? LogProbabilities)
{
    /// <exception cref="WorkerCallException">It is no such thing.</exception>
    public static GenerateChunk Read(ReadOnlySpan<byte> json)
    {
        try
        {
            GenerateChunk chunk = default;
            Utf8JsonReader reader = new(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw WorkerCallException.Malformed("its answer is no JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) chunk = Read(ref reader, json, chunk);
            return chunk;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw WorkerCallException.Malformed($"its answer cannot be read: {exception.Message}");
        }
    }

    private static GenerateChunk Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, GenerateChunk chunk)
    {
        if (reader.ValueTextEquals("text"u8))
        {
            reader.Read();
            return chunk with { Text = ReadText(ref reader) };
        }

        if (reader.ValueTextEquals("error_code"u8))
        {
            reader.Read();
            return chunk with { ErrorCode = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var code) ? code : 0 };
        }

        if (reader.ValueTextEquals("finish_reason"u8))
        {
            reader.Read();
            return chunk with { FinishReason = reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
        }

        if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            return chunk with { Usage = ReadUsage(ref reader) };
        }

        var isLogProbabilities = reader.ValueTextEquals("logprobs"u8);
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        return isLogProbabilities && isObject ? chunk with { LogProbabilities = Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]) } : chunk;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return "";
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair: the other half comes with the next piece
        }
    }

    private static TextUsage? ReadUsage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var (prompt, completion) = (0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isPrompt, isCompletion) = (reader.ValueTextEquals("prompt_tokens"u8), reader.ValueTextEquals("completion_tokens"u8));
            reader.Read();
            var count = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? Math.Max(0, number) : 0;
            reader.Skip();
            if (isPrompt) prompt = count;
            if (isCompletion) completion = count;
        }

        return new(prompt, completion);
    }
}
