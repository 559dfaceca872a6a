using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The text behind a JSON reader, for what is read without the reader because that takes a step for each number.</summary>
/// <param name="text">What the reader reads.</param>
/// <param name="mayPass">Whether anything may be read so: the reader's positions, which errors say, are wrong afterwards.</param>
internal ref struct JsonBody(ReadOnlySpan<byte> text, bool mayPass)
{
    private ReadOnlySpan<byte> _text = text;

    /// <summary>Whether anything was.</summary>
    public bool WasPassed { get; private set; }

    /// <summary>How many bytes there are from the start of the value that the reader is at.</summary>
    public readonly int LengthFrom(in Utf8JsonReader json) => _text.Length - (int)json.TokenStartIndex;

    /// <summary>Reads the elements of the flat array that <paramref name="json"/> is at the start of, and moves it to the end of the array.</summary>
    /// <returns><see langword="false"/> when the reader must read them, which has not moved.</returns>
    public bool TryReadElements<T, TElement>(ref Utf8JsonReader json, Span<T> elements)
        where TElement : IJsonElement<T>
    {
        if (!mayPass) return false;
        var rest = _text[(int)json.BytesConsumed..];
        if (!TElement.TryReadAll(rest, elements, out var length)) return false;
        _text = rest[length..];
        json = new(_text, isFinalBlock: true, json.CurrentState);
        json.Read();
        return WasPassed = true;
    }
}
