using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference;

/// <summary>Writes a tensor as one <see cref="TensorBlock"/>: the stock codec of <c>float[]</c> writes a tagged field an element.</summary>
[RegisterSerializer]
internal sealed class TensorCodec : IFieldCodec<Tensor>
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, Tensor? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType!, value!) || value is null) return;
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(Tensor), WireType.LengthPrefixed);
        TensorBlock.Write(ref writer, value);
    }

    public Tensor? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference<Tensor, TInput>(ref reader, field);
        field.EnsureWireType(WireType.LengthPrefixed);
        var tensor = TensorBlock.Read(ref reader);
        ReferenceCodec.RecordObject(reader.Session, tensor);
        return tensor;
    }
}
