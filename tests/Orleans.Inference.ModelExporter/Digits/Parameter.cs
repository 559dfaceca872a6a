using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Learned values, shared by all replicas of a layer, and the gradient that this replica has gathered.</summary>
internal sealed class Parameter(string name, long[] shape, float[] values)
{
    public string Name => name;

    public long[] Shape => shape;

    public float[] Values => values;

    public float[] Gradient { get; } = new float[values.Length];

    public static Parameter Zero(string name, params long[] shape) =>
        new(name, shape, new float[shape.Aggregate(1L, (size, next) => size * next)]);

    /// <summary>Normal values of variance 2 / <paramref name="fanIn"/> (He), which keeps the signal's size through ReLU layers.</summary>
    public static Parameter Normal(string name, Random random, int fanIn, params long[] shape)
    {
        var parameter = Zero(name, shape);
        var deviation = Math.Sqrt(2.0 / fanIn);
        foreach (ref var value in parameter.Values.AsSpan())
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            value = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return parameter;
    }

    public Parameter Replica() => new(name, shape, values);

    public string AddTo(OnnxGraph graph) => graph.Initializer(OnnxTensor.Of<float>(name, shape, values));
}
