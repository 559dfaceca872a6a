using System.Buffers.Text;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads a flat JSON array of numbers at once. It knows no errors: what is not plainly right is for the JSON reader.</summary>
internal static class FlatSingles
{
    /// <summary>Up to here a double has every integer.</summary>
    private const ulong MaxMantissa = 1UL << 53;

    /// <summary>More digits may not fit the mantissa.</summary>
    private const int MaxDigits = 19;

    /// <summary>The powers of ten that a double has exactly.</summary>
    private static ReadOnlySpan<double> Powers =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads an array behind its opening bracket.</summary>
    /// <param name="json">The text.</param>
    /// <param name="values">The numbers, as many as there must be.</param>
    /// <param name="length">How long the text is up to the closing bracket.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, Span<float> values, out int length)
    {
        length = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && !TryPass(json, (byte)',', ref length)) return false;
            length = SkipSpace(json, length);
            if (!TryReadNumber(json, ref length, out values[i])) return false;
        }

        length = SkipSpace(json, length);
        return values.Length > 0 && At(json, length) == ']';
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> json, ref int position, out float value)
    {
        var start = position;
        var isNegative = At(json, position) == '-';
        if (isNegative) position++;
        value = 0;
        var (mantissa, scale) = (0UL, 0);
        var first = position;
        var digits = ReadDigits(json, ref position, ref mantissa);
        if (digits == 0 || (digits > 1 && json[first] == '0')) return false;
        if (At(json, position) == '.')
        {
            position++;
            scale = -ReadDigits(json, ref position, ref mantissa);
            if (scale == 0) return false;
            digits -= scale;
        }

        if ((At(json, position) | 0x20) == 'e' && !TryReadExponent(json, ref position, ref scale)) return false;
        if (digits <= MaxDigits && TryScale(mantissa, scale, out value))
        {
            if (isNegative) value = -value;
            return true;
        }

        return Utf8Parser.TryParse(json[start..position], out value, out var read) && read == position - start && float.IsFinite(value);
    }

    /// <summary>Both numbers are exact as doubles, so their product or quotient is the double next to the value, and the single next to that is the one next to the value:
    /// unless the double is in the middle of two singles.</summary>
    private static bool TryScale(ulong mantissa, int scale, out float value)
    {
        value = 0;
        if (mantissa > MaxMantissa || Math.Abs(scale) >= Powers.Length) return false;
        var exact = scale < 0 ? mantissa / Powers[-scale] : mantissa * Powers[scale];
        value = (float)exact;
        return (BitConverter.DoubleToUInt64Bits(exact) & 0x1FFF_FFFF) != 0x1000_0000;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> json, ref int position, ref int scale)
    {
        var sign = At(json, ++position);
        if (sign is '-' or '+') position++;
        var exponent = 0UL;
        var digits = ReadDigits(json, ref position, ref exponent);
        if (digits is 0 or > 3) return false;
        scale += sign == '-' ? -(int)exponent : (int)exponent;
        return true;
    }

    private static int ReadDigits(ReadOnlySpan<byte> json, ref int position, ref ulong number)
    {
        var start = position;
        for (; (uint)position < (uint)json.Length; position++)
        {
            var digit = (uint)json[position] - '0';
            if (digit > 9) break;
            number = (number * 10) + digit;
        }

        return position - start;
    }

    private static bool TryPass(ReadOnlySpan<byte> json, byte mark, ref int position)
    {
        position = SkipSpace(json, position);
        return At(json, position++) == mark;
    }

    private static int SkipSpace(ReadOnlySpan<byte> json, int position)
    {
        while (At(json, position) is ' ' or '\n' or '\r' or '\t') position++;
        return position;
    }

    private static int At(ReadOnlySpan<byte> json, int position) => (uint)position < (uint)json.Length ? json[position] : -1;
}
