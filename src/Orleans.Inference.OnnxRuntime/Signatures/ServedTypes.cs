using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>Which of ONNX's types can be served, and what to say of the others.</summary>
internal static class ServedTypes
{
    // The names of TensorProto.DataType.
    private static readonly Dictionary<long, string> OtherElements = new()
    {
        [14] = "complex64",
        [15] = "complex128",
        [17] = "float8e4m3fn",
        [18] = "float8e4m3fnuz",
        [19] = "float8e5m2",
        [20] = "float8e5m2fnuz",
        [21] = "uint4",
        [22] = "int4",
        [23] = "float4e2m1",
        [24] = "float8e8m0",
        [25] = "uint2",
        [26] = "int2",
    };

    /// <summary>What is wrong with a value's type, to follow its name; <see langword="null"/> for a dense tensor.</summary>
    /// <param name="type">The kind of value.</param>
    public static string? ProblemOf(OnnxValueType type) => type switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => null,
        OnnxValueType.ONNX_TYPE_SEQUENCE => "is a sequence; only tensors are served",
        OnnxValueType.ONNX_TYPE_MAP => "is a map; only tensors are served",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "is a sparse tensor; only dense tensors are served",
        OnnxValueType.ONNX_TYPE_OPTIONAL => "is an optional value; only tensors are served",
        _ => "is an opaque value; only tensors are served",
    };

    /// <summary>What is wrong with a tensor's element type, to follow its name; <see langword="null"/> if it is served.</summary>
    /// <param name="elementType">A number of <c>TensorProto.DataType</c>, which are those of <see cref="ElementType"/>.</param>
    public static string? ProblemOf(long elementType)
    {
        // 0 is no type: ONNX Runtime infers it, or refuses the model.
        if (elementType == 0 || (elementType is > 0 and <= byte.MaxValue && ElementTypes.IsDefined((ElementType)elementType))) return null;
        var name = OtherElements.GetValueOrDefault(elementType) ?? $"element type {elementType}";
        return $"is a tensor of {name}; only bool, integers of 8 to 64 bits, float16, bfloat16, float32, float64 and string are served";
    }
}
