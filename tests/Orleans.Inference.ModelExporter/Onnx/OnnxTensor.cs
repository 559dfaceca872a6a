using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>A tensor with its values, stored in the model (<c>TensorProto</c>).</summary>
public sealed class OnnxTensor : IOnnxMessage
{
    private readonly long[] _shape;
    private readonly byte[] _bytes;
    private readonly byte[][] _strings;

    private OnnxTensor(string name, OnnxElementType element, ReadOnlySpan<long> shape, byte[] bytes, byte[][] strings)
    {
        Name = name;
        Element = element;
        _shape = shape.ToArray();
        _bytes = bytes;
        _strings = strings;
    }

    public string Name { get; }

    public OnnxElementType Element { get; }

    /// <summary>A tensor of numbers or booleans in row-major order.</summary>
    public static OnnxTensor Of<T>(string name, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireCount(name, shape, values.Length);
        return new(name, ElementOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray(), []);
    }

    public static OnnxTensor Scalar<T>(string name, T value)
        where T : unmanaged => Of<T>(name, [], [value]);

    public static OnnxTensor OfStrings(string name, ReadOnlySpan<long> shape, params string[] values)
    {
        RequireCount(name, shape, values.Length);
        return new(name, OnnxElementType.String, shape, [], [.. values.Select(Encoding.UTF8.GetBytes)]);
    }

    /// <summary>A tensor of any element type, for those .NET has no type for (float8, int4, ...).</summary>
    public static OnnxTensor OfBytes(string name, OnnxElementType element, ReadOnlySpan<long> shape, ReadOnlySpan<byte> littleEndian) =>
        new(name, element, shape, littleEndian.ToArray(), []);

    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        writer.WriteAll(1, _shape);
        writer.Write(2, (long)Element);
        foreach (var value in _strings)
            writer.Write(6, value);

        writer.Write(8, Name);
        if (Element != OnnxElementType.String)
            writer.Write(9, _bytes);
    }

    private static void RequireCount(string name, ReadOnlySpan<long> shape, int count)
    {
        var expected = 1L;
        foreach (var size in shape)
            expected *= size;

        if (expected != count)
            throw new ArgumentException($"Tensor '{name}' [{string.Join(',', shape.ToArray())}] has {expected} elements, not {count}.");
    }

    private static OnnxElementType ElementOf<T>() => default(T) switch
    {
        float => OnnxElementType.Float32,
        double => OnnxElementType.Float64,
        Half => OnnxElementType.Float16,
        sbyte => OnnxElementType.Int8,
        short => OnnxElementType.Int16,
        int => OnnxElementType.Int32,
        long => OnnxElementType.Int64,
        byte => OnnxElementType.UInt8,
        ushort => OnnxElementType.UInt16,
        uint => OnnxElementType.UInt32,
        ulong => OnnxElementType.UInt64,
        bool => OnnxElementType.Bool,
        Complex => OnnxElementType.Complex128,
        _ => throw new NotSupportedException($"ONNX has no element type for {typeof(T)}."),
    };
}
