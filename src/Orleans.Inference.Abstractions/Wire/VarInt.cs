using System.Numerics;

namespace Orleans.Inference;

/// <summary>Orleans' variable-length integers: a byte for every 7 bits; of 64-bit values the last byte has 8, in a ninth or tenth byte.</summary>
internal static class VarInt
{
    public static int LengthOf(ulong value) => Math.Max(1, (64 - BitOperations.LeadingZeroCount(value) + 6) / 7);
}
