using System.Numerics.Tensors;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Scans of handwritten digits with their labels.</summary>
public sealed class ScanSet
{
    public const int Side = 28;
    public const int Pixels = Side * Side;

    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    private ScanSet(byte[] pixels, byte[] labels) => (_pixels, _labels) = (pixels, labels);

    public int Count => _labels.Length;

    /// <summary>Reads <c>PART-images-idx3-ubyte.gz</c> and <c>PART-labels-idx1-ubyte.gz</c> from a folder.</summary>
    public static ScanSet Read(string folder, string part)
    {
        var images = IdxFile.Read(ImagesPath(folder, part));
        var labels = IdxFile.Read(LabelsPath(folder, part));
        if (!images.Shape.SequenceEqual([labels.Values.Length, Side, Side]))
            throw new InvalidDataException($"{part}: images [{string.Join(',', images.Shape)}] do not fit {labels.Values.Length} labels.");

        return new(images.Values, labels.Values);
    }

    public int Label(int index) => _labels[index];

    public ReadOnlySpan<byte> Bytes(int index) => _pixels.AsSpan(index * Pixels, Pixels);

    public float[] Scan(int index)
    {
        var scan = new float[Pixels];
        TensorPrimitives.ConvertChecked(Bytes(index), scan);
        return scan;
    }

    public ScanSet Take(int count) => new(_pixels[..(count * Pixels)], _labels[..count]);

    public void Write(string folder, string part)
    {
        new IdxFile([Count, Side, Side], _pixels).Write(ImagesPath(folder, part));
        new IdxFile([Count], _labels).Write(LabelsPath(folder, part));
    }

    private static string ImagesPath(string folder, string part) => Path.Combine(folder, $"{part}-images-idx3-ubyte.gz");

    private static string LabelsPath(string folder, string part) => Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz");
}
