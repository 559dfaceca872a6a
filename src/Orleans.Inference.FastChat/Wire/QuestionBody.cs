using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>The bodies of what a worker is asked beside texts.</summary>
internal static class QuestionBody
{
    public static ReadOnlyMemory<byte> Of(string model, string? prompt = null) => Write(model, (prompt, default(ImmutableArray<string>)));

    public static ReadOnlyMemory<byte> Embeddings(string model, ImmutableArray<string> texts) => Write(model, (null, texts));

    private static ReadOnlyMemory<byte> Write(string model, (string? Prompt, ImmutableArray<string> Texts) content)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter json = new(body, GenerateBody.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        if (content.Prompt is not null) json.WriteString("prompt"u8, content.Prompt);
        if (!content.Texts.IsDefault)
        {
            json.WriteStartArray("input"u8);
            foreach (var text in content.Texts) json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteNull("encoding_format"u8);
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}
