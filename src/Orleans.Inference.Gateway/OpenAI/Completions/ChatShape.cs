using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Answers to chats.</summary>
internal sealed class ChatShape : IAnswerShape
{
    public static ChatShape Instance { get; } = new();

    public string IdPrefix => "chatcmpl-";

    public ReadOnlySpan<byte> WholeObject => "chat.completion"u8;

    public ReadOnlySpan<byte> PieceObject => "chat.completion.chunk"u8;

    public bool HasFirstPiece => true;

    public void WriteWhole(Utf8JsonWriter json, TextUpdate answer)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, answer.Text);
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
    }

    public void WriteFirst(Utf8JsonWriter json)
    {
        json.WriteStartObject("delta"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ""u8);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
    }

    public void WritePiece(Utf8JsonWriter json, ReadOnlySpan<char> text)
    {
        json.WriteStartObject("delta"u8);
        json.WriteString("content"u8, text);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
    }

    public void WriteLast(Utf8JsonWriter json)
    {
        json.WriteStartObject("delta"u8);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
    }
}
