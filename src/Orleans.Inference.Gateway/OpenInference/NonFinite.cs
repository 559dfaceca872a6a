using System.Globalization;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The strings for the floating point values that JSON has no numbers for: those of the JSON form of protocol buffers.</summary>
internal static class NonFinite
{
    public static ReadOnlySpan<byte> NaN => "NaN"u8;

    public static ReadOnlySpan<byte> PositiveInfinity => "Infinity"u8;

    public static ReadOnlySpan<byte> NegativeInfinity => "-Infinity"u8;

    /// <summary>The string for a value that is not finite.</summary>
    public static ReadOnlySpan<byte> NameOf(double value) => double.IsNaN(value) ? NaN : value > 0 ? PositiveInfinity : NegativeInfinity;

    /// <summary>Reads one of the strings.</summary>
    public static bool TryRead(ref Utf8JsonReader json, out float value)
    {
        value = json.TokenType != JsonTokenType.String ? 0
            : json.ValueSpan.SequenceEqual(NaN) ? float.NaN
            : json.ValueSpan.SequenceEqual(PositiveInfinity) ? float.PositiveInfinity
            : json.ValueSpan.SequenceEqual(NegativeInfinity) ? float.NegativeInfinity
            : 0;
        return !float.IsFinite(value);
    }

    /// <summary>What a floating point input may be, as errors say it.</summary>
    public static string OrNumber<T>(T least, T most) => string.Create(
        CultureInfo.InvariantCulture, $"a number from {least} to {most}, \"NaN\", \"Infinity\" or \"-Infinity\"");
}
