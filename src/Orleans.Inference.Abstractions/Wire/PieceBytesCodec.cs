using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference;

/// <summary>Writes bytes as one block, and reads them into a pooled buffer: pieces are large, and many.</summary>
[RegisterSerializer]
internal sealed class PieceBytesCodec : IFieldCodec<PieceBytes>
{
    /// <summary>The most bytes a piece may have.</summary>
    public const int MaxLength = 1 << 20;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, PieceBytes? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType!, value!) || value is null) return;
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(PieceBytes), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)value.Memory.Length);
        writer.Write(value.Memory.Span);
    }

    public PieceBytes? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference<PieceBytes, TInput>(ref reader, field);
        field.EnsureWireType(WireType.LengthPrefixed);
        var length = reader.ReadVarUInt32();
        if (length > MaxLength || length > reader.Remaining) throw new MalformedTensorException($"A piece of {length} bytes cannot be read.");
        var rented = ArrayPool<byte>.Shared.Rent((int)length);
        reader.ReadBytes(rented.AsSpan(0, (int)length));
        PieceBytes value = new(rented.AsMemory(0, (int)length), rented);
        ReferenceCodec.RecordObject(reader.Session, value);
        return value;
    }
}
