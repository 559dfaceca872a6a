using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Continuations of texts.</summary>
internal sealed class TextShape : IAnswerShape
{
    public static TextShape Instance { get; } = new();

    public string IdPrefix => "cmpl-";

    public ReadOnlySpan<byte> WholeObject => "text_completion"u8;

    public ReadOnlySpan<byte> PieceObject => "text_completion"u8;

    public bool HasFirstPiece => false;

    public void WriteWhole(Utf8JsonWriter json, TextUpdate answer)
    {
        json.WriteString("text"u8, answer.Text);
        if (answer.LogProbabilities is not { } probabilities)
        {
            json.WriteNull("logprobs"u8);
            return;
        }

        json.WritePropertyName("logprobs"u8);
        json.WriteRawValue(probabilities);
    }

    public void WriteFirst(Utf8JsonWriter json) => WritePiece(json, default);

    public void WritePiece(Utf8JsonWriter json, ReadOnlySpan<char> text)
    {
        json.WriteString("text"u8, text);
        json.WriteNull("logprobs"u8);
    }

    public void WriteLast(Utf8JsonWriter json) => WritePiece(json, default);
}
