using System.Buffers.Binary;
using System.IO.Compression;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>A gzipped IDX file of unsigned bytes: a magic number, the sizes of the dimensions, the values.</summary>
public sealed record IdxFile(IReadOnlyList<int> Shape, byte[] Values)
{
    private const int UnsignedBytes = 0x08;

    public static IdxFile Read(string path)
    {
        using GZipStream gzip = new(File.OpenRead(path), CompressionMode.Decompress);
        var magic = ReadInt32(gzip);
        if (magic >> 8 != UnsignedBytes)
            throw new InvalidDataException($"{path} is not an IDX file of unsigned bytes.");

        var shape = new int[magic & 0xFF];
        foreach (ref var size in shape.AsSpan())
            size = ReadInt32(gzip);

        var values = new byte[shape.Aggregate(1, (product, size) => checked(product * size))];
        gzip.ReadExactly(values);
        return new(shape, values);
    }

    public void Write(string path)
    {
        using GZipStream gzip = new(File.Create(path), CompressionLevel.SmallestSize);
        WriteInt32(gzip, (UnsignedBytes << 8) | Shape.Count);
        foreach (var size in Shape)
            WriteInt32(gzip, size);

        gzip.Write(Values);
    }

    private static int ReadInt32(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private static void WriteInt32(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        stream.Write(bytes);
    }
}
