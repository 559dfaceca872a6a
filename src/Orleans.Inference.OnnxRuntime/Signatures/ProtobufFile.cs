using System.Text;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>Walks through a protobuf message in a file without reading what is skipped, such as weights.</summary>
internal sealed class ProtobufFile(FileStream file)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;
    private const int MaxTextLength = 1024 * 1024;

    private readonly long _length = file.Length;
    private int _wireType;

    /// <summary>Where the whole file ends.</summary>
    public long End => _length;

    /// <summary>Goes to the next field of the message that ends at <paramref name="end"/>.</summary>
    /// <returns>The field's number; 0 at the end of the message.</returns>
    public int NextField(long end)
    {
        if (file.Position >= end) return 0;
        var tag = ReadVarint();
        _wireType = (int)(tag & 7);
        return (int)(tag >> 3) is > 0 and var field ? field : throw Malformed();
    }

    /// <summary>The value of a number field.</summary>
    public long ReadNumber() => _wireType == Varint ? ReadVarint() : throw Malformed();

    /// <summary>Enters a nested message, and says where it ends.</summary>
    public long EnterMessage() => _wireType == LengthDelimited ? file.Position + ReadLength() : throw Malformed();

    /// <summary>The value of a text field.</summary>
    public string ReadString()
    {
        if (_wireType != LengthDelimited || ReadLength() is not (<= MaxTextLength and var length)) throw Malformed();
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Passes over the field's value.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                SkipTo(file.Position + 8);
                break;
            case LengthDelimited:
                var length = ReadLength();
                SkipTo(file.Position + length);
                break;
            case Fixed32:
                SkipTo(file.Position + 4);
                break;
            default:
                throw Malformed();
        }
    }

    /// <summary>Passes over what is left of a message.</summary>
    /// <param name="end">Where the message ends.</param>
    public void SkipTo(long end) => file.Position = end <= _length ? end : throw Malformed();

    private long ReadLength() => ReadVarint() is >= 0 and var length && length <= _length - file.Position ? length : throw Malformed();

    private long ReadVarint()
    {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = file.ReadByte();
            if (next < 0) throw Malformed();
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Malformed();
    }

    private static InvalidDataException Malformed() => new("This is no protobuf message.");
}
