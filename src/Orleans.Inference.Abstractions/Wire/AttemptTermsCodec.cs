using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference;

/// <summary>Writes the terms of an attempt as one block, as <see cref="InferenceRequestCodec"/> does the request.</summary>
[RegisterSerializer]
internal sealed class AttemptTermsCodec : IFieldCodec<AttemptTerms>
{
    private const byte Format = 1;
    private const byte MayMove = 1, OnlyIfIdle = 2;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, AttemptTerms value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(AttemptTerms), WireType.LengthPrefixed);
        var (ticks, bodies) = ((ulong)value.TimeRemaining.Ticks, value.Bodies);
        writer.WriteVarUInt32((uint)(2 + VarInt.LengthOf(ticks) + VarInt.LengthOf((ulong)bodies.Connection) + VarInt.LengthOf((ulong)bodies.Id)));
        writer.WriteByte(Format);
        writer.WriteByte((byte)((value.MayMove ? MayMove : 0) | (value.OnlyIfIdle ? OnlyIfIdle : 0)));
        writer.WriteVarUInt64(ticks);
        writer.WriteVarUInt64((ulong)bodies.Connection);
        writer.WriteVarUInt64((ulong)bodies.Id);
    }

    public AttemptTerms ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var block = Block.Enter(ref reader, Format);
        var flags = reader.ReadByte();
        AttemptTerms terms = new(
            TimeSpan.FromTicks((long)reader.ReadVarUInt64()),
            (flags & MayMove) != 0,
            (flags & OnlyIfIdle) != 0,
            new((long)reader.ReadVarUInt64(), (long)reader.ReadVarUInt64()));
        block.Leave(ref reader);
        return terms;
    }
}
