using System.Numerics.Tensors;

namespace Orleans.Inference.Generation.Embedding;

/// <summary>The vectors of a call's texts, as they come from the model's runs.</summary>
/// <param name="texts">How many texts there are.</param>
/// <param name="output">Where the vectors are in a run's outputs.</param>
/// <param name="dimensions">How many elements of each are wanted; <see langword="null"/> for all.</param>
/// <param name="normalize">Whether they are made unit vectors.</param>
internal sealed class VectorTable(int texts, EmbeddingOutput output, int? dimensions, bool normalize)
{
    private readonly Lock _lock = new();
    private float[]? _vectors;
    private int _width;

    /// <summary>Takes what a run gave.</summary>
    /// <param name="response">What it gave.</param>
    /// <param name="rows">Of which texts, in the order of the run's rows.</param>
    /// <param name="lengths">How many tokens each of these has.</param>
    public void Take(InferenceResponse response, ReadOnlySpan<int> rows, ReadOnlySpan<int> lengths)
    {
        var tensor = response[output.Name];
        var width = WidthOf(response, tensor, rows.Length);
        var vectors = Allocate(response, width);
        var elements = tensor.ElementType == ElementType.Float32 ? tensor.AsSpan<float>() : ToSingles(tensor.AsSpan<Half>());
        var perText = elements.Length / rows.Length;
        for (var row = 0; row < rows.Length; row++)
        {
            var target = vectors.AsSpan(rows[row] * _width, _width);
            Pool(elements.Slice(row * perText, perText), width, lengths[row], target);
            if (normalize || dimensions is not null) MakeUnit(target);
        }
    }

    /// <summary>All of them.</summary>
    public Tensor ToTensor() => Tensor.Create(_vectors!, [texts, _width]);

    /// <summary>Makes one vector, or its first elements, of those of the tokens.</summary>
    private void Pool(ReadOnlySpan<float> tokens, int width, int length, Span<float> target)
    {
        tokens[..target.Length].CopyTo(target);
        if (output.Pooling != TextPooling.Mean) return;
        for (var token = 1; token < length; token++) TensorPrimitives.Add(target, tokens.Slice(token * width, target.Length), target);
        TensorPrimitives.Divide(target, length, target);
    }

    // There is no direction in a vector of zeros: it stays one.
    private static void MakeUnit(Span<float> vector)
    {
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
    }

    private static float[] ToSingles(ReadOnlySpan<Half> halves)
    {
        var singles = GC.AllocateUninitializedArray<float>(halves.Length);
        TensorPrimitives.ConvertToSingle(halves, singles);
        return singles;
    }

    private float[] Allocate(InferenceResponse response, int width)
    {
        lock (_lock)
        {
            if (_vectors is null)
            {
                if (dimensions > width) throw new InvalidInputException("dimensions", $"from 1 to {width}", $"{dimensions}");
                _width = dimensions ?? width;
                _vectors = GC.AllocateUninitializedArray<float>(checked(texts * _width));
                return _vectors;
            }
        }

        return dimensions is not null || width == _width ? _vectors : throw new ExecutionFailedException(response.Model, $"its vectors have {_width} elements and then {width}");
    }

    private int WidthOf(InferenceResponse response, Tensor tensor, int rows)
    {
        var fits = tensor.Shape.Length == (output.Pooling == TextPooling.None ? 2 : 3) && tensor.Shape[0] == rows && tensor.Shape[^1] > 0;
        return fits ? (int)tensor.Shape[^1] : throw new ExecutionFailedException(response.Model, $"its output '{output.Name}' is {tensor} for {rows} texts");
    }
}
