using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>The type that a file gives to a value (<c>TypeProto</c>), as far as it decides whether the value can be served.</summary>
internal readonly record struct DeclaredType
{
    /// <summary>As in "is a sequence; only tensors are served"; <see langword="null"/> if the value can be served.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether the number of dimensions is left open.</summary>
    public bool IsUnranked { get; private init; }

    public static DeclaredType Read(ProtobufFile file, long end)
    {
        DeclaredType type = new() { IsUnranked = true };
        while (file.NextField(end) is > 0 and var field)
        {
            var kind = KindOf(field);
            if (kind == OnnxValueType.ONNX_TYPE_TENSOR)
            {
                type = ReadTensor(file, file.EnterMessage());
                continue;
            }

            if (kind != OnnxValueType.ONNX_TYPE_UNKNOWN) type = new() { Problem = ServedTypes.ProblemOf(kind) };
            file.Skip();
        }

        return type;
    }

    private static DeclaredType ReadTensor(ProtobufFile file, long end)
    {
        var (elementType, isUnranked) = (0L, true);
        while (file.NextField(end) is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    elementType = file.ReadNumber();
                    break;
                case 2:
                    isUnranked = false;
                    file.Skip();
                    break;
                default:
                    file.Skip();
                    break;
            }
        }

        return new() { Problem = ServedTypes.ProblemOf(elementType), IsUnranked = isUnranked };
    }

    // The members of TypeProto's oneof; other fields say something about the value, not its type.
    private static OnnxValueType KindOf(int field) => field switch
    {
        1 => OnnxValueType.ONNX_TYPE_TENSOR,
        4 => OnnxValueType.ONNX_TYPE_SEQUENCE,
        5 => OnnxValueType.ONNX_TYPE_MAP,
        7 => OnnxValueType.ONNX_TYPE_OPAQUE,
        8 => OnnxValueType.ONNX_TYPE_SPARSETENSOR,
        9 => OnnxValueType.ONNX_TYPE_OPTIONAL,
        _ => OnnxValueType.ONNX_TYPE_UNKNOWN,
    };
}
