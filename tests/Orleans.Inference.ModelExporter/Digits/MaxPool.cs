using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>The greatest value of each 2×2 square.</summary>
internal sealed class MaxPool(string name, PlaneShape input) : Layer(new(input.Channels, input.Height / 2, input.Width / 2))
{
    private readonly float[] _inputGradient = new float[input.Size];
    private readonly int[] _chosen = new int[input.Channels * (input.Height / 2) * (input.Width / 2)];

    public override float[] Forward(float[] values)
    {
        var position = 0;
        for (var row = 0; row < OutputShape.Channels * OutputShape.Height; row++)
        {
            // Channels follow one another and heights are even, so rows can be counted through.
            var first = row * 2 * input.Width;
            for (var x = 0; x < OutputShape.Width; x++, position++)
            {
                var chosen = Greatest(values, first + (2 * x));
                _chosen[position] = chosen;
                Output[position] = values[chosen];
            }
        }

        return Output;
    }

    public override float[] Backward(float[] outputGradient)
    {
        Array.Clear(_inputGradient);
        for (var i = 0; i < _chosen.Length; i++)
            _inputGradient[_chosen[i]] = outputGradient[i];

        return _inputGradient;
    }

    public override Layer Replica() => new MaxPool(name, input);

    public override string AddTo(OnnxGraph graph, string input) =>
        graph.Node("MaxPool", [input], name, OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2));

    private int Greatest(float[] values, int upperLeft)
    {
        var upper = values[upperLeft + 1] > values[upperLeft] ? upperLeft + 1 : upperLeft;
        var lowerLeft = upperLeft + input.Width;
        var lower = values[lowerLeft + 1] > values[lowerLeft] ? lowerLeft + 1 : lowerLeft;
        return values[lower] > values[upper] ? lower : upper;
    }
}
