using System.Globalization;

namespace Orleans.Inference;

/// <summary>
/// A brain floating point number: the upper half of a 32-bit IEEE 754 float (1 sign bit, 8 exponent bits, 7 fraction bits).
/// It is here to carry values; arithmetic is done in <see cref="float"/>.
/// </summary>
public readonly struct BFloat16 : IEquatable<BFloat16>
{
    private BFloat16(ushort bits) => Bits = bits;

    /// <summary>The number's 16 bits.</summary>
    public ushort Bits { get; }

    /// <summary>Makes a number of its bits.</summary>
    /// <param name="bits">Sign, exponent and fraction, highest bit first.</param>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>Rounds to the nearest number that fits, ties to even, as IEEE 754 does. NaN stays NaN.</summary>
    /// <param name="value">The number to round.</param>
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return new((ushort)((bits >> 16) | 0x40));
        return new((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The same number as a 32-bit float, exactly.</summary>
    /// <param name="value">The number to widen.</param>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <inheritdoc cref="op_Explicit(float)"/>
    public static BFloat16 FromSingle(float value) => (BFloat16)value;

    /// <inheritdoc cref="op_Implicit(BFloat16)"/>
    public float ToSingle() => this;

    /// <summary>Equality of numbers, not of bits: -0 equals 0, NaN equals nothing.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == right;

    /// <summary>The opposite of equality.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(BFloat16 left, BFloat16 right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(BFloat16 other) => ((float)this).Equals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);
}
