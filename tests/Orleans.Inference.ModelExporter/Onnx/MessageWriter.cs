using Google.Protobuf;

namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>Writes the fields of one protobuf message, by field number.</summary>
internal sealed class MessageWriter(CodedOutputStream output)
{
    public static byte[] Serialize(IOnnxMessage message)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            message.WriteTo(new MessageWriter(output));
        }

        return stream.ToArray();
    }

    public void Write(int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    public void Write(int field, float value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    }

    public void Write(int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    public void Write(int field, ReadOnlyMemory<byte> value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
    }

    // A nested message is preceded by its length, so it is serialized first.
    public void Write(int field, IOnnxMessage message) => Write(field, Serialize(message));

    public void WriteAll(int field, IEnumerable<long> values)
    {
        foreach (var value in values)
            Write(field, value);
    }

    public void WriteAll(int field, IEnumerable<float> values)
    {
        foreach (var value in values)
            Write(field, value);
    }

    public void WriteAll(int field, IEnumerable<string> values)
    {
        foreach (var value in values)
            Write(field, value);
    }

    public void WriteAll(int field, IEnumerable<IOnnxMessage> messages)
    {
        foreach (var message in messages)
            Write(field, message);
    }
}
