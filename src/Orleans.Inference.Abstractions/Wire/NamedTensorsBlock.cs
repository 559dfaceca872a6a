using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Inference;

/// <summary>Named tensors on the wire: how many (varint), then of each the name, whether there is a tensor (1 byte), and the tensor.</summary>
internal static class NamedTensorsBlock
{
    private const int LeastLength = 2; // of each

    public static long LengthOf(ImmutableArray<NamedTensor> tensors)
    {
        if (tensors.IsDefault) return 1;
        long length = VarInt.LengthOf((uint)tensors.Length);
        foreach (var (name, tensor) in tensors) length += TextBlock.LengthOf(name) + 1 + (tensor is null ? 0 : TensorBlock.LengthOf(tensor));
        return length;
    }

    public static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, ImmutableArray<NamedTensor> tensors)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32(tensors.IsDefault ? 0 : (uint)tensors.Length);
        if (tensors.IsDefault) return;
        foreach (var (name, tensor) in tensors)
        {
            TextBlock.Write(ref writer, name);
            writer.WriteByte(tensor is null ? (byte)0 : (byte)1);
            if (tensor is not null) TensorBlock.Write(ref writer, tensor);
        }
    }

    /// <exception cref="SerializerException">They do not fit the bytes that are left.</exception>
    public static ImmutableArray<NamedTensor> Read<TInput>(ref Reader<TInput> reader)
    {
        var count = reader.ReadVarUInt32();
        if (count > reader.Remaining / LeastLength) throw new SerializerException($"{count} tensors do not fit the {reader.Remaining} bytes that are left.");
        var tensors = new NamedTensor[count];
        foreach (ref var tensor in tensors.AsSpan()) tensor = new(TextBlock.Read(ref reader)!, reader.ReadByte() == 0 ? null! : TensorBlock.Read(ref reader));
        return ImmutableCollectionsMarshal.AsImmutableArray(tensors);
    }
}
