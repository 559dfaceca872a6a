using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Orleans.Inference;

/// <summary>A block of known length that begins with the number of its format.</summary>
internal readonly struct Block
{
    private readonly long _end;

    private Block(long end) => _end = end;

    /// <summary>Reads length and format.</summary>
    /// <exception cref="SerializerException">It is longer than what is left, or of a format that is not known.</exception>
    public static Block Enter<TInput>(ref Reader<TInput> reader, byte format)
    {
        var length = reader.ReadVarUInt32();
        if (length == 0 || length > reader.Remaining) throw new SerializerException($"A block of {length} bytes cannot be read: {reader.Remaining} are left.");
        var end = reader.Position + length;
        var given = reader.ReadByte();
        if (given != format) throw new SerializerException($"A block of the format {given} cannot be read, only one of {format}.");
        return new(end);
    }

    /// <summary>Skips what is left of it.</summary>
    /// <exception cref="SerializerException">More was read than the block has.</exception>
    public void Leave<TInput>(ref Reader<TInput> reader)
    {
        if (reader.Position > _end) throw new SerializerException($"A block was {reader.Position - _end} bytes longer than it said.");
        reader.Skip(_end - reader.Position);
    }
}
