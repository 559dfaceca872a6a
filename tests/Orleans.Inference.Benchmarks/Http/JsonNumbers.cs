using System.Runtime.InteropServices;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Tensors as numbers of JSON, which are read and written as singles whatever the model's type: one kind of body for all models.</summary>
internal static class JsonNumbers
{
    /// <exception cref="NotSupportedException">The type is none of those that are read here.</exception>
    public static string DatatypeOf(ElementType type) => type switch
    {
        ElementType.Float32 => "FP32",
        ElementType.Int64 => "INT64",
        ElementType.Int32 => "INT32",
        _ => throw new NotSupportedException($"{type} is no type of number that both servers read."),
    };

    public static float[] Read(Tensor tensor) => Read(tensor.ElementType, tensor.Bytes.Span);

    public static float[] Read(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        ElementType.Int64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), number => (float)number),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), number => (float)number),
    };

    public static Tensor Make(ElementType type, float[] numbers, ReadOnlySpan<long> shape) => type switch
    {
        ElementType.Float32 => Tensor.Create(numbers, shape),
        ElementType.Int64 => Tensor.Create(Array.ConvertAll(numbers, number => (long)number), shape),
        _ => Tensor.Create(Array.ConvertAll(numbers, number => (int)number), shape),
    };
}
