using System.Collections.Immutable;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>An output's shape, known before the run: every dimension is fixed, or has the symbol of an input's dimension.</summary>
internal sealed class OutputShape
{
    private readonly Source[] _dimensions;

    private OutputShape(Source[] dimensions) => _dimensions = dimensions;

    /// <summary>Derives the shape from the model's signature.</summary>
    /// <returns><see langword="null"/> where the signature does not tell.</returns>
    public static OutputShape? Of(TensorSpec output, ImmutableArray<TensorSpec> inputs)
    {
        var dimensions = new Source[output.Shape.Length];
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (Find(output.Shape[i], inputs) is not { } source) return null;
            dimensions[i] = source;
        }

        return new(dimensions);
    }

    /// <summary>The shape for these inputs.</summary>
    public long[] For(ReadOnlySpan<Tensor> inputs)
    {
        var shape = new long[_dimensions.Length];
        for (var i = 0; i < shape.Length; i++) shape[i] = _dimensions[i].For(inputs);
        return shape;
    }

    /// <summary>Whether this is the shape for these inputs.</summary>
    public bool Equals(ReadOnlySpan<long> shape, ReadOnlySpan<Tensor> inputs)
    {
        if (shape.Length != _dimensions.Length) return false;
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] != _dimensions[i].For(inputs)) return false;
        }

        return true;
    }

    private static Source? Find(Dimension dimension, ImmutableArray<TensorSpec> inputs)
    {
        if (!dimension.IsVariable) return new(dimension.Size, 0, 0);
        if (dimension.Symbol is null) return null;
        for (var input = 0; input < inputs.Length; input++)
        {
            if (inputs[input].Shape.IndexOf(dimension) is >= 0 and var axis) return new(-1, input, axis);
        }

        return null;
    }

    private readonly record struct Source(long Size, int Input, int Axis)
    {
        public long For(ReadOnlySpan<Tensor> inputs) => Size >= 0 ? Size : inputs[Input].Shape[Axis];
    }
}
