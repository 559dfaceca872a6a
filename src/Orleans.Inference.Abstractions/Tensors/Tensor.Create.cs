using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Inference;

public sealed partial class Tensor
{
    /// <summary>Makes a tensor of an array without copying it. The array must not be written to afterwards.</summary>
    /// <typeparam name="T">A .NET type that <see cref="ElementTypes.Of{T}"/> knows.</typeparam>
    /// <param name="elements">The elements in row-major order.</param>
    /// <param name="shape">The dimensions, outermost first.</param>
    /// <exception cref="ArgumentException">The shape is not one of as many elements as given.</exception>
    public static Tensor Create<T>(T[] elements, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(elements);
        return Create(elements.AsMemory(), shape);
    }

    /// <summary>Makes a tensor of memory without copying it. The memory must not be written to, nor returned to a pool, afterwards.</summary>
    /// <inheritdoc cref="Create{T}(T[], ReadOnlySpan{long})"/>
    public static Tensor Create<T>(Memory<T> elements, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var type = ElementTypes.Of<T>();
        var length = CheckedLength(shape, elements.Length);
        var bytes = typeof(T) == typeof(byte) ? (Memory<byte>)(object)elements : new CastMemoryManager<T>(elements).Memory;
        return new(type, shape.ToArray(), length, bytes, []);
    }

    /// <summary>Makes a tensor of a copy of a span.</summary>
    /// <inheritdoc cref="Create{T}(T[], ReadOnlySpan{long})"/>
    public static Tensor Create<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var type = ElementTypes.Of<T>();
        var length = CheckedLength(shape, elements.Length);
        return new(type, shape.ToArray(), length, Copy(MemoryMarshal.AsBytes(elements)), []);
    }

    /// <summary>Makes a tensor of a copy of the elements of <paramref name="tensor"/>, with its shape.</summary>
    /// <typeparam name="T">A .NET type that <see cref="ElementTypes.Of{T}"/> knows.</typeparam>
    /// <param name="tensor">Any dense or strided tensor.</param>
    public static Tensor Create<T>(Tensor<T> tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Rank == 0) return Create(Array.Empty<T>(), [0]); // of rank 0, .NET has only Tensor<T>.Empty
        var elements = new T[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        return Create(elements, [.. tensor.Lengths.ToArray().Select(length => (long)length)]);
    }

    /// <summary>Makes a string tensor; the strings are kept as UTF-8.</summary>
    /// <param name="elements">The strings in row-major order.</param>
    /// <param name="shape">The dimensions, outermost first.</param>
    /// <exception cref="ArgumentException">A string is null, or the shape is not one of as many elements as given.</exception>
    public static Tensor Create(string[] elements, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var utf8 = new ReadOnlyMemory<byte>[elements.Length];
        for (var i = 0; i < utf8.Length; i++)
        {
            utf8[i] = Encoding.UTF8.GetBytes(elements[i] ?? throw new ArgumentException($"String {i} is null.", nameof(elements)));
        }

        return CreateStrings(utf8, shape);
    }

    /// <summary>Makes a string tensor of bytes without copying them: UTF-8 where they are text.</summary>
    /// <param name="elements">The elements in row-major order.</param>
    /// <param name="shape">The dimensions, outermost first.</param>
    /// <exception cref="ArgumentException">The shape is not one of as many elements as given.</exception>
    public static Tensor CreateStrings(ReadOnlyMemory<byte>[] elements, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return new(ElementType.String, shape.ToArray(), CheckedLength(shape, elements.Length), default, elements);
    }

    /// <summary>Makes a tensor of bytes as they lie in memory, without copying them.</summary>
    /// <param name="elementType">Any type but <see cref="ElementType.String"/>.</param>
    /// <param name="bytes">The elements in row-major order, little-endian.</param>
    /// <param name="shape">The dimensions, outermost first.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as type and shape ask for.</exception>
    public static Tensor FromBytes(ElementType elementType, ReadOnlyMemory<byte> bytes, ReadOnlySpan<long> shape)
    {
        var size = elementType.SizeInBytes();
        if (size == 0) throw new ArgumentException("A string tensor is made by CreateStrings.", nameof(elementType));
        if (bytes.Length % size != 0)
        {
            throw new ArgumentException($"{bytes.Length} bytes are no whole number of {elementType} elements of {size} bytes.", nameof(bytes));
        }

        return new(elementType, shape.ToArray(), CheckedLength(shape, bytes.Length / size), bytes, []);
    }

    private static byte[] Copy(ReadOnlySpan<byte> source)
    {
        var copy = GC.AllocateUninitializedArray<byte>(source.Length);
        source.CopyTo(copy);
        return copy;
    }

    private static long CheckedLength(ReadOnlySpan<long> shape, long given)
    {
        if (!TensorShape.TryGetLength(shape, out var expected, out var problem)) throw new ArgumentException($"A tensor cannot be made: {problem}.", nameof(shape));
        if (expected != given)
        {
            throw new ArgumentException($"The shape {TensorShape.Format(shape)} asks for {expected} elements, {given} were given.", nameof(shape));
        }

        return expected;
    }
}
