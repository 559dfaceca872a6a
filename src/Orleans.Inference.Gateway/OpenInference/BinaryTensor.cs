using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>
/// Tensors as bytes: row-major and little-endian, a BOOL as one byte, and of BYTES each element as its length in four bytes and then itself. The same in the
/// binary tensor data extension and in the raw contents of gRPC.
/// </summary>
internal static class BinaryTensor
{
    private const int LengthBytes = sizeof(uint);

    /// <summary>Checks how many bytes are announced, before there is memory for them.</summary>
    /// <param name="subject">What says how many, as errors name it.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="shape">The dimensions.</param>
    /// <param name="elements">How many elements they ask for.</param>
    /// <param name="bytes">How many bytes there are to be.</param>
    public static void CheckSize(string subject, ElementType type, ReadOnlySpan<long> shape, long elements, long bytes)
    {
        var isText = type == ElementType.String;
        var expected = (Int128)elements * (isText ? LengthBytes : type.SizeInBytes());
        if (isText ? bytes >= expected : bytes == expected)
        {
            if (bytes > Array.MaxLength) throw new InvalidInputException(subject, $"at most {Array.MaxLength} bytes", $"{bytes}");
            return;
        }

        throw new InvalidInputException(subject, $"{(isText ? "at least " : "")}{expected} bytes as the shape {TensorShape.Format(shape)} of {Datatypes.NameOf(type)} asks for", $"{bytes}");
    }

    /// <summary>Makes a tensor of bytes, which it takes over: nobody writes to them any more.</summary>
    /// <param name="subject">The input, as errors name it.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="shape">The dimensions.</param>
    /// <param name="elements">How many elements they ask for.</param>
    /// <param name="bytes">As many bytes as <see cref="CheckSize"/> allows.</param>
    public static Tensor Create(string subject, ElementType type, ReadOnlySpan<long> shape, long elements, ReadOnlyMemory<byte> bytes)
    {
        if (type == ElementType.String) return Tensor.CreateStrings(Split(subject, elements, bytes), shape);
        if (type == ElementType.Bool && bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var wrong)
        {
            throw new InvalidInputException($"{subject} at element {wrong}", "0 or 1 (BOOL)", $"{bytes.Span[wrong]}");
        }

        return Tensor.FromBytes(type, bytes, shape);
    }

    /// <summary>How many bytes a tensor takes.</summary>
    public static long SizeOf(Tensor tensor) => tensor.ElementType == ElementType.String
        ? tensor.ByteLength + (LengthBytes * tensor.Length)
        : tensor.Bytes.Length;

    /// <summary>Writes an element of BYTES.</summary>
    public static void WriteText(IBufferWriter<byte> target, ReadOnlySpan<byte> element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target.GetSpan(LengthBytes), (uint)element.Length);
        target.Advance(LengthBytes);
        target.Write(element);
    }

    private static ReadOnlyMemory<byte>[] Split(string subject, long count, ReadOnlyMemory<byte> bytes)
    {
        var elements = new ReadOnlyMemory<byte>[count];
        var rest = bytes;
        for (var i = 0; i < elements.Length; i++)
        {
            if (rest.Length < LengthBytes) throw TooShort(subject, i, LengthBytes, rest.Length);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
            rest = rest[LengthBytes..];
            if (length > rest.Length) throw TooShort(subject, i, length, rest.Length);
            elements[i] = rest[..(int)length];
            rest = rest[(int)length..];
        }

        return rest.IsEmpty ? elements : throw new InvalidInputException(subject, $"{count} elements with their lengths", $"{rest.Length} bytes behind them");
    }

    private static InvalidInputException TooShort(string subject, int element, long expected, int given) =>
        new($"{subject} at element {element}", $"{expected} bytes", $"{given}");
}
