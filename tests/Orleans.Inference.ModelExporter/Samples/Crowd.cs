using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>A model that loses from batching: each row is compared with every other one, so that a row of a large batch costs many times what it costs alone.</summary>
/// <remarks>Of the comparison nothing is left in the answer, which is the input: rows do not depend on each other.</remarks>
internal sealed class Crowd() : SampleModel("crowd")
{
    private const int Length = 256, Depth = 8;

    public override OnnxModel Create()
    {
        OnnxGraph graph = new(Name);
        graph.Input("input", Float32("batch", Length));
        graph.Initializer(OnnxTensor.Of<long>("column_shape", [2], [-1, 1]));
        graph.Initializer(OnnxTensor.Of<long>("row_shape", [2], [1, -1]));
        graph.Initializer(OnnxTensor.Of<float>("nothing", [1], [0]));
        graph.Node("Reshape", ["input", "column_shape"], "column");
        graph.Node("Reshape", ["input", "row_shape"], "row");
        var compared = graph.Node("Mul", ["column", "row"], "compared");
        for (var layer = 1; layer <= Depth; layer++) compared = graph.Node("Tanh", [compared], $"squashed{layer}");
        graph.Node("Mul", [graph.Node("ReduceMean", [compared], "mean", OnnxAttribute.Int("keepdims", 0)), "nothing"], "forgotten");
        graph.Node("Add", ["input", "forgotten"], "output");
        graph.Output("output", Float32("batch", Length));
        return new(graph);
    }

    public override string Verify(SingleThreadSession session)
    {
        foreach (var batch in new[] { 1, 3, 8 }) Require(Rows(batch), session.Run(Rows(batch), batch, Length));
        var (one, eight) = (session.MedianTime(Rows(1), 1, Length), session.MedianTime(Rows(8), 8, Length));
        return $"gives back its input, batch 1 takes {one:F0} µs, batch 8 {eight:F0} µs on one thread";
    }

    private static float[] Rows(int batch)
    {
        Random random = new(batch);
        return [.. Enumerable.Range(0, batch * Length).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
