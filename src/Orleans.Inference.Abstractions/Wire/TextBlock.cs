using System.Buffers;
using System.Text;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Inference;

/// <summary>Text on the wire: one more than its length (varint; 0 for none), then UTF-8. Stock codecs remember every string in case it comes again.</summary>
internal static class TextBlock
{
    private const int Short = 256;

    public static long LengthOf(string? text) => text is null ? 1 : Encoding.UTF8.GetByteCount(text) is var length ? VarInt.LengthOf((uint)length + 1) + length : 0;

    public static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, string? text)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (text is null)
        {
            writer.WriteVarUInt32(0);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > Short ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[Short];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        writer.WriteVarUInt32((uint)length + 1);
        writer.Write(bytes[..length]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <exception cref="SerializerException">It does not fit the bytes that are left.</exception>
    public static string? Read<TInput>(ref Reader<TInput> reader)
    {
        var announced = reader.ReadVarUInt32();
        if (announced == 0) return null;
        var length = announced - 1;
        if (length > reader.Remaining) throw new SerializerException($"A text cannot be read: it announces {length} bytes, {reader.Remaining} are left.");
        var bytes = length <= Short ? stackalloc byte[(int)length] : new byte[length];
        reader.ReadBytes(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
