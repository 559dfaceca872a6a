using System.Buffers;
using System.Net;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Orleans.Inference;

/// <summary>Writes a response as one block, as <see cref="InferenceRequestCodec"/> does a request.</summary>
[RegisterSerializer]
internal sealed class InferenceResponseCodec : IFieldCodec<InferenceResponse>
{
    private const byte Format = 1;
    private const int MaxAddressLength = 16;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, InferenceResponse? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType!, value!) || value is null) return;
        Span<byte> address = stackalloc byte[MaxAddressLength];
        var silo = value.Worker.Silo;
        if (silo is null || !silo.Endpoint.Address.TryWriteBytes(address, out var addressLength)) addressLength = 0;
        writer.WriteFieldHeader(fieldIdDelta, expectedType!, typeof(InferenceResponse), WireType.LengthPrefixed);
        writer.WriteVarUInt32(checked((uint)LengthOf(value, addressLength)));
        writer.WriteByte(Format);
        writer.WriteByte((byte)addressLength);
        writer.Write(address[..addressLength]);
        writer.WriteInt32(silo?.Endpoint.Port ?? 0);
        writer.WriteInt32(silo?.Generation ?? 0);
        TextBlock.Write(ref writer, value.Worker.Device);
        writer.WriteInt32(value.Load.QueueLength);
        writer.WriteInt64(BitConverter.DoubleToInt64Bits(value.Load.Speed));
        writer.WriteVarUInt64((ulong)value.QueueTime.Ticks);
        writer.WriteVarUInt64((ulong)value.ExecutionTime.Ticks);
        writer.WriteVarUInt64((ulong)value.Bodies.Connection);
        writer.WriteVarUInt64((ulong)value.Bodies.Id);
        TextBlock.Write(ref writer, value.Model);
        TextBlock.Write(ref writer, value.Version);
        NamedTensorsBlock.Write(ref writer, value.Outputs);
    }

    public InferenceResponse? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference) return ReferenceCodec.ReadReference<InferenceResponse, TInput>(ref reader, field);
        field.EnsureWireType(WireType.LengthPrefixed);
        var block = Block.Enter(ref reader, Format);
        InferenceResponse response = new()
        {
            Worker = new(ReadSilo(ref reader), TextBlock.Read(ref reader)!),
            Load = new(reader.ReadInt32(), BitConverter.Int64BitsToDouble(reader.ReadInt64())),
            QueueTime = TimeSpan.FromTicks((long)reader.ReadVarUInt64()),
            ExecutionTime = TimeSpan.FromTicks((long)reader.ReadVarUInt64()),
            Bodies = new((long)reader.ReadVarUInt64(), (long)reader.ReadVarUInt64()),
            Model = TextBlock.Read(ref reader)!,
            Version = TextBlock.Read(ref reader)!,
            Outputs = NamedTensorsBlock.Read(ref reader),
        };
        block.Leave(ref reader);
        ReferenceCodec.RecordObject(reader.Session, response);
        return response;
    }

    private static SiloAddress? ReadSilo<TInput>(ref Reader<TInput> reader)
    {
        var length = reader.ReadByte();
        if (length is not (0 or 4 or MaxAddressLength)) throw new SerializerException($"An address of {length} bytes cannot be read.");
        Span<byte> address = stackalloc byte[length];
        reader.ReadBytes(address);
        var (port, generation) = (reader.ReadInt32(), reader.ReadInt32());
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort) throw new SerializerException($"The port {port} cannot be read.");
        return length == 0 ? null : SiloAddress.New(new IPAddress(address), port, generation);
    }

    private static long LengthOf(InferenceResponse response, int addressLength) =>
        2L + addressLength + 4 + 4 + TextBlock.LengthOf(response.Worker.Device) + 4 + 8
        + VarInt.LengthOf((ulong)response.QueueTime.Ticks) + VarInt.LengthOf((ulong)response.ExecutionTime.Ticks)
        + VarInt.LengthOf((ulong)response.Bodies.Connection) + VarInt.LengthOf((ulong)response.Bodies.Id)
        + TextBlock.LengthOf(response.Model) + TextBlock.LengthOf(response.Version) + NamedTensorsBlock.LengthOf(response.Outputs);
}
