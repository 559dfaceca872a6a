namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>The Adam optimizer with decoupled weight decay for the parameters of a network.</summary>
internal sealed class Adam(IReadOnlyList<Parameter> parameters)
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
    private const float WeightDecay = 0.01f;

    private readonly float[][] _mean = [.. parameters.Select(parameter => new float[parameter.Values.Length])];
    private readonly float[][] _square = [.. parameters.Select(parameter => new float[parameter.Values.Length])];
    private int _steps;

    /// <summary>Moves the values against the gradients, divided by <paramref name="batchSize"/>, and sets the gradients to zero.</summary>
    public void Step(float learningRate, int batchSize)
    {
        _steps++;
        var meanCorrection = 1 / (1 - MathF.Pow(Beta1, _steps));
        var squareCorrection = 1 / (1 - MathF.Pow(Beta2, _steps));
        for (var p = 0; p < parameters.Count; p++)
        {
            var (values, gradient, mean, square) = (parameters[p].Values, parameters[p].Gradient, _mean[p], _square[p]);
            for (var i = 0; i < values.Length; i++)
            {
                var g = gradient[i] / batchSize;
                mean[i] = (Beta1 * mean[i]) + ((1 - Beta1) * g);
                square[i] = (Beta2 * square[i]) + ((1 - Beta2) * g * g);
                var step = mean[i] * meanCorrection / (MathF.Sqrt(square[i] * squareCorrection) + Epsilon);
                values[i] -= learningRate * (step + (WeightDecay * values[i]));
                gradient[i] = 0;
            }
        }
    }
}
