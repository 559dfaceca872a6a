using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Inference;

/// <summary>
/// An immutable tensor: an element type, a shape, and the elements in row-major order, little-endian.
/// </summary>
/// <remarks>
/// <para>A tensor made of an array or a <see cref="Memory{T}"/> shares it: nothing is copied, and nobody may write to it any
/// more, since retries and readers in the same process see the same memory. A tensor made of a span has its own copy.</para>
/// <para>A scalar has the empty shape <c>[]</c> and one element. A dimension may be 0; such a tensor has no elements.</para>
/// <para>The elements take at most 2 GiB.</para>
/// </remarks>
[Immutable]
public sealed partial class Tensor
{
    private readonly long[] _shape;
    private readonly ReadOnlyMemory<byte>[] _strings;

    private Tensor(ElementType elementType, long[] shape, long length, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>[] strings)
    {
        ElementType = elementType;
        _shape = shape;
        Length = length;
        Bytes = bytes;
        _strings = strings;
    }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The dimensions, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements: the product of the dimensions.</summary>
    public long Length { get; }

    /// <summary>The elements as they lie in memory, row-major and little-endian; empty for strings.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The elements of a string tensor as bytes, UTF-8 where they are text; empty for every other type.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Utf8Strings => _strings;

    /// <summary>The elements, without copying them.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        ThrowUnlessHolds<T>();
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    /// <summary>The elements with their shape, without copying them. A scalar is seen as <c>[1]</c>: .NET has no tensor of rank 0 with an element.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    /// <exception cref="OverflowException">A dimension does not fit this machine's native integers.</exception>
    public ReadOnlyTensorSpan<T> AsTensorSpan<T>()
        where T : unmanaged
    {
        if (_shape.Length == 0) return new ReadOnlyTensorSpan<T>(AsSpan<T>());
        var lengths = new nint[_shape.Length];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = checked((nint)_shape[i]);
        return new ReadOnlyTensorSpan<T>(AsSpan<T>(), lengths);
    }

    /// <summary>A copy of the elements. Bytes of a string that are not UTF-8 become U+FFFD.</summary>
    /// <typeparam name="T">The .NET type of <see cref="ElementType"/>, <see cref="string"/> among them.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public T[] ToArray<T>()
    {
        ThrowUnlessHolds<T>();
        if (typeof(T) == typeof(string)) return (T[])(object)Array.ConvertAll(_strings, s => Encoding.UTF8.GetString(s.Span));
        var elements = GC.AllocateUninitializedArray<T>((int)Length);
        Bytes.Span.CopyTo(MemoryMarshal.CreateSpan(
            ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(elements)), Bytes.Length));
        return elements;
    }

    /// <summary>Rows of the outermost dimension, sharing this tensor's memory.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="InvalidOperationException">The tensor is a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all within the tensor.</exception>
    public Tensor Slice(long start, long count)
    {
        if (_shape.Length == 0) throw new InvalidOperationException("A scalar has no rows to slice.");
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, _shape[0]);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _shape[0] - start);
        if (count == _shape[0]) return this;

        var rowLength = Length / _shape[0];
        long[] shape = [count, .. _shape.AsSpan(1)];
        if (ElementType == ElementType.String)
        {
            return new(ElementType, shape, rowLength * count, default, _strings.AsSpan((int)(start * rowLength), (int)(count * rowLength)).ToArray());
        }

        var rowBytes = rowLength * ElementType.SizeInBytes();
        return new(ElementType, shape, rowLength * count, Bytes.Slice((int)(start * rowBytes), (int)(count * rowBytes)), []);
    }

    /// <summary>Type and shape, as in <c>Float32[1,28,28]</c>.</summary>
    public override string ToString() => $"{ElementType}{TensorShape.Format(_shape)}";

    private void ThrowUnlessHolds<T>()
    {
        if (ElementTypes.Of<T>() != ElementType)
        {
            throw new InvalidOperationException($"The tensor holds {ElementType}, which cannot be read as {typeof(T).Name}.");
        }
    }
}
