using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>An integer of any size, written without fraction and exponent.</summary>
internal readonly struct IntegerElement<T> : IJsonElement<T>
    where T : IBinaryInteger<T>, IMinMaxValue<T>
{
    public static string Allowed => $"an integer from {T.MinValue} to {T.MaxValue}";

    public static bool TryRead(ref Utf8JsonReader json, out T value)
    {
        value = T.Zero;
        return json.TokenType == JsonTokenType.Number
            && T.TryParse(json.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!);
    }
}

/// <summary>A 32-bit floating point number; what JSON has no number for is a string.</summary>
internal readonly struct SingleElement : IJsonElement<float>
{
    public static string Allowed => NonFinite.OrNumber(float.MinValue, float.MaxValue);

    // A number that is too large becomes an infinity.
    public static bool TryRead(ref Utf8JsonReader json, out float value) =>
        json.TokenType == JsonTokenType.Number
            ? json.TryGetSingle(out value) && float.IsFinite(value)
            : NonFinite.TryRead(ref json, out value);

    public static bool TryReadAll(ReadOnlySpan<byte> json, Span<float> values, out int length) => FlatSingles.TryRead(json, values, out length);
}

/// <summary>A 64-bit floating point number; what JSON has no number for is a string.</summary>
internal readonly struct DoubleElement : IJsonElement<double>
{
    public static string Allowed => NonFinite.OrNumber(double.MinValue, double.MaxValue);

    public static bool TryRead(ref Utf8JsonReader json, out double value)
    {
        if (json.TokenType == JsonTokenType.Number) return json.TryGetDouble(out value) && double.IsFinite(value);
        var isKnown = NonFinite.TryRead(ref json, out var single);
        value = single;
        return isKnown;
    }
}

/// <summary>A boolean; 0 and 1 are taken as well, since some callers keep their booleans so.</summary>
internal readonly struct BoolElement : IJsonElement<bool>
{
    public static string Allowed => "true, false, 1 or 0";

    public static bool TryRead(ref Utf8JsonReader json, out bool value)
    {
        var isNumber = json.TokenType == JsonTokenType.Number;
        value = json.TokenType == JsonTokenType.True || (isNumber && json.ValueSpan.SequenceEqual("1"u8));
        return value || json.TokenType == JsonTokenType.False || (isNumber && json.ValueSpan.SequenceEqual("0"u8));
    }
}
