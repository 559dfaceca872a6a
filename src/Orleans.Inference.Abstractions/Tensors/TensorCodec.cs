using System.Buffers;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference;

/// <summary>
/// Writes a tensor as one length-prefixed block: element type (1 byte), rank (varint), dimensions (varints), then the raw
/// elements, or for strings each element's length (varint) and bytes. The stock codec of <c>float[]</c> writes a tagged field an element.
/// </summary>
/// <remarks>
/// Of a tensor whose elements travel beside the call, the block ends with the dimensions, and the highest bit of the type is set.
/// What is read is not trusted: a length is checked against the bytes that are there before anything is allocated.
/// </remarks>
[RegisterSerializer]
internal sealed class TensorCodec : IFieldCodec<Tensor>
{
    private const byte DetachedBit = 0x80;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, Tensor? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType!, value!) || value is null) return;
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(Tensor), WireType.LengthPrefixed);
        writer.WriteVarUInt32(checked((uint)BlockLength(value)));
        writer.WriteByte((byte)((byte)value.ElementType | (value.IsDetached ? DetachedBit : 0)));
        writer.WriteVarUInt32((uint)value.Shape.Length);
        foreach (var dimension in value.Shape) writer.WriteVarUInt64((ulong)dimension);
        writer.Write(value.Bytes.Span);
        foreach (var element in value.Utf8Strings)
        {
            writer.WriteVarUInt32((uint)element.Length);
            writer.Write(element.Span);
        }
    }

    public Tensor? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference<Tensor, TInput>(ref reader, field);
        field.EnsureWireType(WireType.LengthPrefixed);
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
        var tensor = isDetached ? ReadDetached(type, shape, length, left)
            : type == ElementType.String ? ReadStrings(ref reader, shape, length, left)
            : ReadElements(ref reader, type, shape, length, left);
        ReferenceCodec.RecordObject(reader.Session, tensor);
        return tensor;
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

    private static long BlockLength(Tensor value)
    {
        var length = 1L + VarIntLength((uint)value.Shape.Length) + value.Bytes.Length;
        foreach (var dimension in value.Shape) length += VarIntLength((ulong)dimension);
        foreach (var element in value.Utf8Strings) length += VarIntLength((uint)element.Length) + element.Length;
        return length;
    }

    // Orleans' variable-length integers take a byte for every 7 bits; of 64-bit values the last byte has 8 in a ninth or tenth byte.
    private static int VarIntLength(ulong value) => Math.Max(1, (64 - System.Numerics.BitOperations.LeadingZeroCount(value) + 6) / 7);

    private static MalformedTensorException Malformed(string problem) => new($"A tensor cannot be read: {problem}.");
}

/// <summary>A tensor on the wire contradicts itself.</summary>
[GenerateSerializer, Alias("inference.MalformedTensorException")]
internal sealed class MalformedTensorException(string message) : SerializerException(message);
