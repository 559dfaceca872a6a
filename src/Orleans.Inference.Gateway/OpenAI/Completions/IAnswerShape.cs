using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>How the answers to a kind of call look. What is written are the fields of a choice's object, without its index and its reason to end.</summary>
internal interface IAnswerShape
{
    /// <summary>What the names of answers start with.</summary>
    string IdPrefix { get; }

    /// <summary>What a whole answer is called.</summary>
    ReadOnlySpan<byte> WholeObject { get; }

    /// <summary>What a piece of a stream is called.</summary>
    ReadOnlySpan<byte> PieceObject { get; }

    /// <summary>Whether a choice's stream starts with a piece that only says who speaks.</summary>
    bool HasFirstPiece { get; }

    /// <summary>Writes a whole text.</summary>
    void WriteWhole(Utf8JsonWriter json, TextUpdate answer);

    /// <summary>Writes the first piece of a choice.</summary>
    void WriteFirst(Utf8JsonWriter json);

    /// <summary>Writes a piece of the text.</summary>
    void WritePiece(Utf8JsonWriter json, ReadOnlySpan<char> text);

    /// <summary>Writes the piece that ends the text.</summary>
    void WriteLast(Utf8JsonWriter json);
}
