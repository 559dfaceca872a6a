using CsCheck;

namespace Orleans.Inference.Tests.Tensors;

/// <summary>Tensors of every element type and many shapes, for property tests.</summary>
internal static class RandomTensors
{
    // Small dimensions for every rank, long ones whose size takes two bytes on the wire, and huge ones that a zero makes empty.
    private static readonly Gen<long[]> Shapes = Gen.Frequency(
        (6, Gen.Long[0, 4].Array[0, 6]),
        (2, Gen.Long[100, 700].Array[1]),
        (1, Gen.Select(Gen.Long[0, long.MaxValue], size => new[] { 3, 0, size / 4 })));

    public static readonly Gen<Tensor> Any =
        Gen.Enum<ElementType>().SelectMany(type => Shapes.SelectMany(shape => Of(type, shape)));

    public static Gen<Tensor> Of(ElementType type, long[] shape)
    {
        TensorShape.TryGetLength(shape, out var length, out _);
        return type == ElementType.String
            ? Gen.Byte.Array[0, 300].Array[(int)length].Select(strings => Tensor.CreateStrings(Array.ConvertAll(strings, s => (ReadOnlyMemory<byte>)s), shape))
            : Gen.Byte.Array[(int)length * type.SizeInBytes()].Select(bytes => Tensor.FromBytes(type, bytes, shape));
    }

    /// <summary>Whether two tensors hold the same, bit for bit.</summary>
    public static bool AreSame(Tensor left, Tensor right)
    {
        if (left.ElementType != right.ElementType || left.Length != right.Length || !left.Shape.SequenceEqual(right.Shape)) return false;
        if (left.Utf8Strings.Length != right.Utf8Strings.Length) return false;
        for (var i = 0; i < left.Utf8Strings.Length; i++)
        {
            if (!left.Utf8Strings[i].Span.SequenceEqual(right.Utf8Strings[i].Span)) return false;
        }

        return left.Bytes.Span.SequenceEqual(right.Bytes.Span);
    }
}
