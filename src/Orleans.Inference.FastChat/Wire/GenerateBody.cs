using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>What a worker is sent to generate a text.</summary>
internal static class GenerateBody
{
    public static JsonWriterOptions WriterOptions { get; } = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="request">How to go on with the prompt.</param>
    /// <param name="prompt">The prompt as it is, and what belongs to it.</param>
    /// <param name="maxNewTokens">How many tokens at most; <see langword="null"/> for what the worker takes by itself.</param>
    public static ReadOnlyMemory<byte> Write(TextRequest request, RenderedPrompt prompt, int? maxNewTokens)
    {
        ArrayBufferWriter<byte> body = new(prompt.Text.Length + 512);
        using Utf8JsonWriter json = new(body, WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.WriteString("prompt"u8, prompt.Text);
        json.WriteNumber("temperature"u8, request.Temperature);
        json.WriteNumber("top_p"u8, request.TopP);
        json.WriteNumber("top_k"u8, request.TopK);
        json.WriteNumber("repetition_penalty"u8, request.RepetitionPenalty);
        json.WriteNumber("presence_penalty"u8, request.PresencePenalty);
        json.WriteNumber("frequency_penalty"u8, request.FrequencyPenalty);
        if (maxNewTokens is { } most) json.WriteNumber("max_new_tokens"u8, most);
        json.WriteBoolean("echo"u8, request.Echo); // workers echo unless they are told not to
        if (request.LogProbabilities is { } logProbabilities) json.WriteNumber("logprobs"u8, logProbabilities);
        if (prompt.Stop.IsEmpty) json.WriteNull("stop"u8);
        else WriteAll(json, "stop", prompt.Stop);
        json.WriteStartArray("stop_token_ids"u8);
        foreach (var token in prompt.StopTokens) json.WriteNumberValue(token);
        json.WriteEndArray();
        if (!prompt.Images.IsEmpty) WriteAll(json, "images", prompt.Images);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
