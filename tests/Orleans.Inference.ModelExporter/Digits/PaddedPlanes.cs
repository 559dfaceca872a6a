namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Planes with a border of zeros around each.</summary>
internal sealed class PaddedPlanes(PlaneShape shape, int padding)
{
    private readonly int _width = shape.Width + (2 * padding);
    private readonly int _planeSize = (shape.Width + (2 * padding)) * (shape.Height + (2 * padding));
    private readonly float[] _values = new float[shape.Channels * (shape.Width + (2 * padding)) * (shape.Height + (2 * padding))];

    /// <summary>The length of a plane without its border above and below, in rows that are still as wide as padded ones.</summary>
    public int WideSize => ((shape.Height - 1) * _width) + shape.Width;

    /// <summary>Where a channel starts, seen through the element (y, x) of a kernel.</summary>
    public int Start(int channel, int y, int x) => (channel * _planeSize) + (y * _width) + x;

    public Span<float> Shifted(int start) => _values.AsSpan(start, WideSize);

    public void Clear() => Array.Clear(_values);

    public void CopyFrom(ReadOnlySpan<float> planes)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
            Widen(planes.Slice(channel * shape.PlaneSize, shape.PlaneSize), Shifted(Start(channel, padding, padding)));
    }

    public void CopyTo(Span<float> planes)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
            Narrow(Shifted(Start(channel, padding, padding)), planes.Slice(channel * shape.PlaneSize, shape.PlaneSize));
    }

    /// <summary>Copies a plane into wide rows; what lies between the rows is set to zero.</summary>
    public void Widen(ReadOnlySpan<float> plane, Span<float> wide)
    {
        wide.Clear();
        for (var y = 0; y < shape.Height; y++)
            plane.Slice(y * shape.Width, shape.Width).CopyTo(wide[(y * _width)..]);
    }

    public void Narrow(ReadOnlySpan<float> wide, Span<float> plane)
    {
        for (var y = 0; y < shape.Height; y++)
            wide.Slice(y * _width, shape.Width).CopyTo(plane[(y * shape.Width)..]);
    }
}
