namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>The shape of one sample between two layers: channels of height × width, row-major.</summary>
internal readonly record struct PlaneShape(int Channels, int Height, int Width)
{
    public int PlaneSize => Height * Width;

    public int Size => Channels * PlaneSize;
}
