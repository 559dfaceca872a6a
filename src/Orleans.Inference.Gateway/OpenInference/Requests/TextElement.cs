using System.Text.Json;
using System.Text.Unicode;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>A string, kept as UTF-8.</summary>
internal readonly struct TextElement : IJsonElement<ReadOnlyMemory<byte>>
{
    public static string Allowed => "a string of valid Unicode";

    public static bool TryRead(ref Utf8JsonReader json, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (json.TokenType != JsonTokenType.String || !Utf8.IsValid(json.ValueSpan)) return false;
        if (json.ValueIsEscaped) return TryUnescape(ref json, out value);
        value = json.ValueSpan.ToArray();
        return true;
    }

    private static bool TryUnescape(ref Utf8JsonReader json, out ReadOnlyMemory<byte> value)
    {
        // What an escape stands for is never longer than the escape.
        var text = new byte[json.ValueSpan.Length];
        try
        {
            value = text.AsMemory(0, json.CopyString(text));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            value = default;
            return false;
        }
    }
}
