using System.Buffers;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Inference;

/// <summary>
/// A tensor on the wire: its length (varint), element type (1 byte), rank (varint), dimensions (varints), then the raw elements, or for strings each element's
/// length (varint) and bytes.
/// </summary>
/// <remarks>
/// Of a tensor whose elements travel beside the call, the block ends with the dimensions, and the highest bit of the type is set.
/// What is read is not trusted: a length is checked against the bytes that are there before anything is allocated.
/// </remarks>
internal static class TensorBlock
{
    private const byte DetachedBit = 0x80;

    /// <summary>Bytes of the whole block, its length among them.</summary>
    public static long LengthOf(Tensor tensor) => ContentLength(tensor) is var content ? VarInt.LengthOf((ulong)content) + content : 0;

    public static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, Tensor tensor)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32(checked((uint)ContentLength(tensor)));
        writer.WriteByte((byte)((byte)tensor.ElementType | (tensor.IsDetached ? DetachedBit : 0)));
        writer.WriteVarUInt32((uint)tensor.Shape.Length);
        foreach (var dimension in tensor.Shape) writer.WriteVarUInt64((ulong)dimension);
        writer.Write(tensor.Bytes.Span);
        foreach (var element in tensor.Utf8Strings)
        {
            writer.WriteVarUInt32((uint)element.Length);
            writer.Write(element.Span);
        }
    }

    /// <exception cref="MalformedTensorException">It contradicts itself, or does not fit the bytes that are left.</exception>
    public static Tensor Read<TInput>(ref Reader<TInput> reader)
    {
        var block = reader.ReadVarUInt32();
        var start = reader.Position;
        if (block > reader.Remaining) throw Malformed($"it announces {block} bytes, {reader.Remaining} are left");

        var first = reader.ReadByte();
        var (type, isDetached) = ((ElementType)(first & ~DetachedBit), (first & DetachedBit) != 0);
        if (!ElementTypes.IsDefined(type)) throw Malformed($"{(byte)type} is no element type");
        var rank = reader.ReadVarUInt32();
        if (rank > TensorShape.MaxRank) throw Malformed($"its rank {rank} is over {TensorShape.MaxRank}");
        var shape = new long[rank];
        foreach (ref var dimension in shape.AsSpan()) dimension = (long)reader.ReadVarUInt64();
        if (!TensorShape.TryGetLength(shape, out var length, out var problem)) throw Malformed(problem);

        var left = block - (reader.Position - start);
        if (left < 0) throw Malformed("its header is longer than the block");
        return isDetached ? ReadDetached(type, shape, length, left)
            : type == ElementType.String ? ReadStrings(ref reader, shape, length, left)
            : ReadElements(ref reader, type, shape, length, left);
    }

    private static Tensor ReadDetached(ElementType type, long[] shape, long length, long left)
    {
        if (type == ElementType.String) throw Malformed("strings travel in the call");
        if (left != 0) throw Malformed($"{left} bytes follow it, and its elements travel elsewhere");
        if (Math.BigMul(length, type.SizeInBytes(), out var bytes) != 0 || bytes <= 0 || bytes > Array.MaxLength)
        {
            throw Malformed($"{type}{TensorShape.Format(shape)} takes no bytes, or more than {Array.MaxLength}");
        }

        return Tensor.Detached(type, shape, length);
    }

    private static Tensor ReadElements<TInput>(ref Reader<TInput> reader, ElementType type, long[] shape, long length, long left)
    {
        if (Math.BigMul(length, type.SizeInBytes(), out var bytes) != 0 || bytes != left)
        {
            throw Malformed($"{type}{TensorShape.Format(shape)} does not take the {left} bytes it has");
        }

        var elements = GC.AllocateUninitializedArray<byte>((int)left);
        reader.ReadBytes(elements);
        return Tensor.FromBytes(type, elements, shape);
    }

    private static Tensor ReadStrings<TInput>(ref Reader<TInput> reader, long[] shape, long length, long left)
    {
        // Every string takes at least its length byte, so a count over the bytes that are left is a lie.
        if (length > left) throw Malformed($"{length} strings do not fit the {left} bytes it has");
        var end = reader.Position + left;
        var elements = new ReadOnlyMemory<byte>[length];
        foreach (ref var element in elements.AsSpan())
        {
            var bytes = reader.ReadVarUInt32();
            if (bytes > end - reader.Position) throw Malformed($"a string of {bytes} bytes does not fit the {end - reader.Position} that are left");
            element = reader.ReadBytes(bytes);
        }

        if (reader.Position != end) throw Malformed($"{end - reader.Position} bytes follow its last string");
        return Tensor.CreateStrings(elements, shape);
    }

    private static long ContentLength(Tensor tensor)
    {
        var length = 1L + VarInt.LengthOf((uint)tensor.Shape.Length) + tensor.Bytes.Length;
        foreach (var dimension in tensor.Shape) length += VarInt.LengthOf((ulong)dimension);
        foreach (var element in tensor.Utf8Strings) length += VarInt.LengthOf((uint)element.Length) + element.Length;
        return length;
    }

    private static MalformedTensorException Malformed(string problem) => new($"A tensor cannot be read: {problem}.");
}

/// <summary>A tensor on the wire contradicts itself.</summary>
[GenerateSerializer, Alias("inference.MalformedTensorException")]
internal sealed class MalformedTensorException(string message) : SerializerException(message);
