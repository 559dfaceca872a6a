using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Writes the pieces of one choice.</summary>
internal sealed class ChoiceStream(int choice, AnswerHead head, EventStream events, bool includesUsage)
{
    private string? _finishReason;
    private bool _hasStarted;
    private char? _held;

    /// <summary>Writes a piece.</summary>
    public void Write(TextUpdate update)
    {
        Start();
        _finishReason = update.FinishReason ?? _finishReason;
        WriteText(update.Text);
    }

    /// <summary>Writes that there is no more of it, and why.</summary>
    public void End()
    {
        Start();
        if (_held is { } half) WritePiece([half]);
        events.Write(this, static (json, self) => self.WriteEvent(json, Piece.Last, default));
    }

    private void Start()
    {
        if (_hasStarted) return;
        _hasStarted = true;
        if (head.Shape.HasFirstPiece) events.Write(this, static (json, self) => self.WriteEvent(json, Piece.First, default));
    }

    // Half of a character cannot be written: it waits for the other half.
    private void WriteText(string text)
    {
        if (text.Length == 0) return;
        if (_held is { } half) text = half + text;
        _held = char.IsHighSurrogate(text[^1]) ? text[^1] : null;
        var length = _held is null ? text.Length : text.Length - 1;
        if (length > 0) WritePiece(text.AsMemory(0, length));
    }

    private void WritePiece(ReadOnlyMemory<char> text) =>
        events.Write((Self: this, Text: text), static (json, state) => state.Self.WriteEvent(json, Piece.Text, state.Text.Span));

    private void WritePiece(char[] text) => WritePiece(text.AsMemory());

    private void WriteEvent(Utf8JsonWriter json, Piece piece, ReadOnlySpan<char> text)
    {
        head.Write(json, head.Shape.PieceObject);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice);
        if (piece == Piece.First) head.Shape.WriteFirst(json);
        else if (piece == Piece.Text) head.Shape.WritePiece(json, text);
        else head.Shape.WriteLast(json);
        if (piece == Piece.Last) FinishReasons.Write(json, _finishReason);
        else json.WriteNull("finish_reason"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        if (includesUsage) json.WriteNull("usage"u8);
    }

    private enum Piece
    {
        First,
        Text,
        Last,
    }
}
