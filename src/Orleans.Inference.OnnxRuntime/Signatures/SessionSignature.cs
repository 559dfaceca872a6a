using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>A session's inputs and outputs in our words.</summary>
internal static class SessionSignature
{
    public static ImmutableArray<TensorSpec> InputsOf(InferenceSession session) =>
        [.. session.InputNames.Select(name => Read("input", name, session.InputMetadata[name]))];

    public static ImmutableArray<TensorSpec> OutputsOf(InferenceSession session) =>
        [.. session.OutputNames.Select(name => Read("output", name, session.OutputMetadata[name]))];

    private static TensorSpec Read(string role, string name, NodeMetadata metadata)
    {
        // What the file declares was checked before: this is for outputs whose types ONNX Runtime inferred.
        var problem = ServedTypes.ProblemOf(metadata.OnnxValueType) ?? ServedTypes.ProblemOf((long)metadata.ElementDataType);
        if (problem is not null) throw new ModelLoadException($"The {role} '{name}' {problem}.");
        return new(name, (ElementType)metadata.ElementDataType, ShapeOf(metadata));
    }

    private static ImmutableArray<Dimension> ShapeOf(NodeMetadata metadata) =>
    [
        .. metadata.Dimensions.Zip(metadata.SymbolicDimensions, (size, symbol) =>
            size >= 0 ? new Dimension(size) : new Dimension(-1, string.IsNullOrEmpty(symbol) ? null : symbol)),
    ];
}
