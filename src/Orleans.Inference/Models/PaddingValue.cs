using System.Runtime.InteropServices;

namespace Orleans.Inference.Models;

/// <summary>A number as one element of a tensor.</summary>
internal static class PaddingValue
{
    public static byte[] ToBytes(ElementType type, double value) => type switch
    {
        ElementType.Float32 => Bytes((float)value),
        ElementType.Float64 => Bytes(value),
        ElementType.Float16 => Bytes((Half)value),
        ElementType.BFloat16 => Bytes((BFloat16)(float)value),
        ElementType.Int64 => Bytes((long)value),
        ElementType.UInt64 => Bytes((ulong)value),
        ElementType.Int32 => Bytes((int)value),
        ElementType.UInt32 => Bytes((uint)value),
        ElementType.Int16 => Bytes((short)value),
        ElementType.UInt16 => Bytes((ushort)value),
        ElementType.Int8 => Bytes((sbyte)value),
        _ => [(byte)value],
    };

    private static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
