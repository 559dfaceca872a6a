using System.Buffers;
using System.Collections.Immutable;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference;

/// <summary>Writes a request as one block: it is on the way of every call, and a generated codec takes twice the time.</summary>
/// <remarks>The block begins with the number of its format; what a later release adds to the end is skipped by this one.</remarks>
[RegisterSerializer]
internal sealed class InferenceRequestCodec : IFieldCodec<InferenceRequest>
{
    private const byte Format = 1;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, InferenceRequest? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType!, value!) || value is null) return;
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(InferenceRequest), WireType.LengthPrefixed);
        writer.WriteVarUInt32(checked((uint)LengthOf(value)));
        writer.WriteByte(Format);
        writer.WriteByte((byte)value.Priority);
        writer.WriteByte(value.Hedge switch { null => 0, false => 1, true => 2 });
        writer.WriteVarUInt64(Ticks(value));
        TextBlock.Write(ref writer, value.Model);
        TextBlock.Write(ref writer, value.Version);
        TextBlock.Write(ref writer, value.DispatchPolicy);
        TextBlock.Write(ref writer, value.AffinityKey);
        writer.WriteVarUInt32((uint)value.Outputs.Length);
        foreach (var output in value.Outputs) TextBlock.Write(ref writer, output);
        NamedTensorsBlock.Write(ref writer, value.Inputs);
    }

    public InferenceRequest? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference<InferenceRequest, TInput>(ref reader, field);
        field.EnsureWireType(WireType.LengthPrefixed);
        var block = Block.Enter(ref reader, Format);
        var request = Read(ref reader);
        block.Leave(ref reader);
        ReferenceCodec.RecordObject(reader.Session, request);
        return request;
    }

    private static InferenceRequest Read<TInput>(ref Reader<TInput> reader)
    {
        var (priority, hedge, ticks) = ((InferencePriority)reader.ReadByte(), reader.ReadByte(), reader.ReadVarUInt64());
        return new()
        {
            Priority = priority,
            Hedge = hedge == 0 ? null : hedge == 2,
            Timeout = ticks == 0 ? null : TimeSpan.FromTicks((long)ticks - 1),
            Model = TextBlock.Read(ref reader)!,
            Version = TextBlock.Read(ref reader),
            DispatchPolicy = TextBlock.Read(ref reader),
            AffinityKey = TextBlock.Read(ref reader),
            Outputs = ReadOutputs(ref reader),
            Inputs = NamedTensorsBlock.Read(ref reader),
        };
    }

    private static ImmutableArray<string> ReadOutputs<TInput>(ref Reader<TInput> reader)
    {
        var count = reader.ReadVarUInt32();
        if (count == 0) return [];
        if (count > reader.Remaining) throw new SerializerException($"{count} names of outputs do not fit the {reader.Remaining} bytes that are left.");
        var outputs = ImmutableArray.CreateBuilder<string>((int)count);
        for (var i = 0; i < count; i++) outputs.Add(TextBlock.Read(ref reader)!);
        return outputs.MoveToImmutable();
    }

    // None is 0; a timeout that no router sends is still to be refused as what it is.
    private static ulong Ticks(InferenceRequest request) => request.Timeout is { } timeout ? (ulong)timeout.Ticks + 1 : 0;

    private static long LengthOf(InferenceRequest request)
    {
        var length = 3L + VarInt.LengthOf(Ticks(request)) + TextBlock.LengthOf(request.Model) + TextBlock.LengthOf(request.Version)
            + TextBlock.LengthOf(request.DispatchPolicy) + TextBlock.LengthOf(request.AffinityKey) + VarInt.LengthOf((uint)request.Outputs.Length);
        foreach (var output in request.Outputs) length += TextBlock.LengthOf(output);
        return length + NamedTensorsBlock.LengthOf(request.Inputs);
    }
}
