using System.Diagnostics.CodeAnalysis;

namespace Orleans.Inference;

/// <summary>What is known about each <see cref="ElementType"/>: its size and its .NET type.</summary>
public static class ElementTypes
{
    /// <summary>The size of one element in bytes; 0 for <see cref="ElementType.String"/>, whose elements differ in length.</summary>
    /// <param name="type">The element type.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is no defined element type.</exception>
    public static int SizeInBytes(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
        ElementType.String => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This is no element type of a tensor."),
    };

    /// <summary>Whether <paramref name="type"/> is one of the defined element types.</summary>
    /// <param name="type">A value that may come from a wire or a file.</param>
    public static bool IsDefined(ElementType type) => type is >= ElementType.Float32 and <= ElementType.UInt64 or ElementType.BFloat16;

    /// <summary>The element type that holds values of the .NET type <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">A .NET type, <see cref="string"/> among them.</typeparam>
    /// <exception cref="NotSupportedException">No element type holds <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>() => TryOf<T>(out var type) ? type : throw new NotSupportedException(
        $"A tensor cannot hold {typeof(T)}. It holds bool, sbyte, byte, short, ushort, int, uint, long, ulong, Half, BFloat16, float, double and string.");

    // typeof(T) comparisons are constants to the JIT: this costs nothing at run time.
    private static bool TryOf<T>([NotNullWhen(true)] out ElementType type)
    {
        type = typeof(T) == typeof(float) ? ElementType.Float32
            : typeof(T) == typeof(byte) ? ElementType.UInt8
            : typeof(T) == typeof(sbyte) ? ElementType.Int8
            : typeof(T) == typeof(ushort) ? ElementType.UInt16
            : typeof(T) == typeof(short) ? ElementType.Int16
            : typeof(T) == typeof(int) ? ElementType.Int32
            : typeof(T) == typeof(long) ? ElementType.Int64
            : typeof(T) == typeof(string) ? ElementType.String
            : typeof(T) == typeof(bool) ? ElementType.Bool
            : typeof(T) == typeof(Half) ? ElementType.Float16
            : typeof(T) == typeof(double) ? ElementType.Float64
            : typeof(T) == typeof(uint) ? ElementType.UInt32
            : typeof(T) == typeof(ulong) ? ElementType.UInt64
            : typeof(T) == typeof(BFloat16) ? ElementType.BFloat16
            : default;
        return type != default;
    }
}
