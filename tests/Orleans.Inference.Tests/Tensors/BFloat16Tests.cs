using CsCheck;

namespace Orleans.Inference.Tests.Tensors;

public sealed class BFloat16Tests
{
    [Fact]
    public void Every_number_that_fits_comes_back_exactly()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var number = BFloat16.FromBits((ushort)bits);
            var back = (BFloat16)(float)number;
            // A NaN stays a NaN; which one it is may change.
            if (float.IsNaN(number)) Assert.True(float.IsNaN(back));
            else Assert.Equal(number.Bits, back.Bits);
        }
    }

    [Fact]
    public void A_number_between_two_becomes_the_nearer_one() =>
        Gen.Float.Where(float.IsFinite).Sample(value =>
        {
            var rounded = (float)(BFloat16)value;
            if (float.IsInfinity(rounded)) return Math.Abs(value) > BFloat16.FromBits(0x7F7F);
            var (below, above) = Neighbours(value);
            return Math.Abs((double)rounded - value) <= Math.Min(Math.Abs((double)below - value), Math.Abs((double)above - value));
        }, iter: 10_000);

    [Theory]
    [InlineData(0x3F808000u, 0x3F80)] // halfway between an even and an odd one
    [InlineData(0x3F818000u, 0x3F82)] // halfway between an odd and an even one
    [InlineData(0x3F808001u, 0x3F81)] // just over half
    [InlineData(0x3F807FFFu, 0x3F80)] // just under half
    public void Halfway_goes_to_the_even_one(uint bits, int expected) => Assert.Equal((ushort)expected, ((BFloat16)BitConverter.UInt32BitsToSingle(bits)).Bits);

    [Fact]
    public void What_is_too_large_becomes_infinite()
    {
        Assert.Equal(float.PositiveInfinity, (BFloat16)float.MaxValue);
        Assert.Equal(float.NegativeInfinity, (BFloat16)float.MinValue);
        Assert.Equal(float.PositiveInfinity, (BFloat16)float.PositiveInfinity);
    }

    [Fact]
    public void A_NaN_whose_upper_bits_are_those_of_infinity_stays_a_NaN() =>
        Assert.True(float.IsNaN((BFloat16)BitConverter.UInt32BitsToSingle(0x7F800001)));

    [Fact]
    public void Equality_is_that_of_numbers()
    {
        var (zero, minusZero, nan) = (BFloat16.FromBits(0), BFloat16.FromBits(0x8000), BFloat16.FromSingle(float.NaN));

        Assert.True(zero == minusZero);
        Assert.True(zero.Equals(minusZero));
        Assert.Equal(zero.GetHashCode(), minusZero.GetHashCode());
        Assert.True(nan != BFloat16.FromBits(nan.Bits));
        Assert.True(nan.Equals(BFloat16.FromBits(nan.Bits)));
        Assert.False(zero.Equals((object)0f));
    }

    [Fact]
    public void A_number_is_written_the_same_everywhere() => Assert.Equal("1.5", BFloat16.FromSingle(1.5f).ToString());

    private static (float Below, float Above) Neighbours(float value)
    {
        var towardsZero = BFloat16.FromBits((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
        return (towardsZero, BFloat16.FromBits((ushort)(towardsZero.Bits + 1)));
    }
}
