namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>One dimension of a shape: a fixed size, a name that stands for a size, or neither.</summary>
public readonly record struct OnnxDimension : IOnnxMessage
{
    private OnnxDimension(long? size, string? name) => (Size, Name) = (size, name);

    public static OnnxDimension Unknown => default;

    public long? Size { get; }

    public string? Name { get; }

    public static implicit operator OnnxDimension(long size) => FromInt64(size);

    public static implicit operator OnnxDimension(string name) => FromString(name);

    public static OnnxDimension FromInt64(long size) => new(size, null);

    public static OnnxDimension FromString(string name) => new(null, name);

    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        if (Size is { } size)
            writer.Write(1, size);
        else if (Name is not null)
            writer.Write(2, Name);
    }
}
