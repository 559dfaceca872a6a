using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads the elements of a tensor, once its datatype and shape are known.</summary>
internal static class TensorReader
{
    /// <summary>Reads the array that <paramref name="json"/> is at the start of.</summary>
    /// <param name="json">The body, at the start of the array.</param>
    /// <param name="subject">The input, as errors name it.</param>
    /// <param name="datatype">The protocol's name of the element type.</param>
    /// <param name="shape">The dimensions as they were sent.</param>
    /// <param name="body">The text of the body: no shape that asks for more than is left of it is believed.</param>
    public static Tensor Read(ref Utf8JsonReader json, string subject, string datatype, long[] shape, ref JsonBody body)
    {
        var (type, length) = Describe(subject, datatype, shape);
        var target = new ElementTarget(subject, datatype, shape, length, body.LengthFrom(json));
        return type switch
        {
            ElementType.Bool => Tensor.Create(ElementReader<bool, BoolElement>.Read(ref json, ref body, target), shape),
            ElementType.UInt8 => Tensor.Create(ElementReader<byte, IntegerElement<byte>>.Read(ref json, ref body, target), shape),
            ElementType.UInt16 => Tensor.Create(ElementReader<ushort, IntegerElement<ushort>>.Read(ref json, ref body, target), shape),
            ElementType.UInt32 => Tensor.Create(ElementReader<uint, IntegerElement<uint>>.Read(ref json, ref body, target), shape),
            ElementType.UInt64 => Tensor.Create(ElementReader<ulong, IntegerElement<ulong>>.Read(ref json, ref body, target), shape),
            ElementType.Int8 => Tensor.Create(ElementReader<sbyte, IntegerElement<sbyte>>.Read(ref json, ref body, target), shape),
            ElementType.Int16 => Tensor.Create(ElementReader<short, IntegerElement<short>>.Read(ref json, ref body, target), shape),
            ElementType.Int32 => Tensor.Create(ElementReader<int, IntegerElement<int>>.Read(ref json, ref body, target), shape),
            ElementType.Int64 => Tensor.Create(ElementReader<long, IntegerElement<long>>.Read(ref json, ref body, target), shape),
            ElementType.Float32 => Tensor.Create(ElementReader<float, SingleElement>.Read(ref json, ref body, target), shape),
            ElementType.Float64 => Tensor.Create(ElementReader<double, DoubleElement>.Read(ref json, ref body, target), shape),
            ElementType.String => Tensor.CreateStrings(ElementReader<ReadOnlyMemory<byte>, TextElement>.Read(ref json, ref body, target), shape),
            _ => throw new InvalidInputException($"datatype of {subject}", Datatypes.InJson, $"{datatype}, which the protocol has only as binary data"),
        };
    }

    /// <summary>What the datatype and the shape mean.</summary>
    /// <param name="subject">The input, as errors name it.</param>
    /// <param name="datatype">The protocol's name of the element type.</param>
    /// <param name="shape">The dimensions as they were sent.</param>
    public static (ElementType Type, long Length) Describe(string subject, string datatype, long[] shape)
    {
        if (!TensorShape.TryGetLength(shape, out var length, out var problem))
        {
            throw new InvalidInputException($"shape of {subject}", "dimensions of 0 and more, and fewer than 2^63 elements", problem);
        }

        return (Datatypes.Parse(datatype) ?? throw new InvalidInputException($"datatype of {subject}", Datatypes.All, $"'{datatype}'"), length);
    }
}
