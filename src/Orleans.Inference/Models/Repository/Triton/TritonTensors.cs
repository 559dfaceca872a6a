using System.Collections.Immutable;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Inputs and outputs as Triton declares them.</summary>
internal static class TritonTensors
{
    private const string NoType = "TYPE_INVALID";

    private static readonly Dictionary<string, ElementType> Types = new(StringComparer.Ordinal)
    {
        ["TYPE_BOOL"] = ElementType.Bool,
        ["TYPE_UINT8"] = ElementType.UInt8,
        ["TYPE_UINT16"] = ElementType.UInt16,
        ["TYPE_UINT32"] = ElementType.UInt32,
        ["TYPE_UINT64"] = ElementType.UInt64,
        ["TYPE_INT8"] = ElementType.Int8,
        ["TYPE_INT16"] = ElementType.Int16,
        ["TYPE_INT32"] = ElementType.Int32,
        ["TYPE_INT64"] = ElementType.Int64,
        ["TYPE_FP16"] = ElementType.Float16,
        ["TYPE_FP32"] = ElementType.Float32,
        ["TYPE_FP64"] = ElementType.Float64,
        ["TYPE_STRING"] = ElementType.String,
        ["TYPE_BF16"] = ElementType.BFloat16,
    };

    /// <param name="tensor">The input or output.</param>
    /// <param name="hasBatchDimension">Whether the model has one dimension more, in front, than are declared.</param>
    public static DeclaredTensor Map(TritonFields tensor, bool hasBatchDimension)
    {
        var name = tensor.Text("name") ?? throw new TextFormatException(tensor.Position, "expected the 'name' of the input or output");
        return new(name) { ElementType = MapType(tensor), Shape = MapShape(tensor, hasBatchDimension) };
    }

    private static ElementType? MapType(TritonFields tensor)
    {
        if (tensor.Word("data_type") is not { Text: not NoType } word) return null;
        return Types.TryGetValue(word.Text, out var type)
            ? type
            : throw new TextFormatException(word.Position, $"expected one of {string.Join(", ", Types.Keys)}, found {word}");
    }

    // What the model's file has is the shape that Triton gives it, not the one that it takes from callers.
    private static ImmutableArray<long> MapShape(TritonFields tensor, bool hasBatchDimension)
    {
        var dimensions = tensor.Numbers("dims");
        if (tensor.Message("reshape") is { } reshape)
        {
            tensor.Ignore("reshape");
            dimensions = reshape.Numbers("shape");
        }
        else if (dimensions.Count == 0)
        {
            return default;
        }

        if (dimensions.Any(size => size < -1)) throw new TextFormatException(tensor.PositionOf("dims"), "expected sizes of dimensions, or -1 for one that varies");
        return hasBatchDimension ? [-1, .. dimensions] : [.. dimensions];
    }
}
