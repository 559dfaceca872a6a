using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>A model that gains from batching: its weights are far larger than its inputs, so that to read them once for many rows is most of what counts.</summary>
/// <remarks>
/// It spreads a row over a wider layer, rotates that by a different number of positions in each layer, and folds it again. All matrices are permutations, or parts
/// of one, so every answer is exact at any batch size. They are made by the graph itself, which ONNX Runtime folds when it loads the model: the file is small.
/// </remarks>
internal sealed class Dense() : SampleModel("dense")
{
    private const int Length = 256, Width = 1024, Layers = 4, Shift = 37;

    public override OnnxModel Create()
    {
        OnnxGraph graph = new(Name);
        graph.Input("input", Float32("batch", Length));
        graph.Initializer(OnnxTensor.Scalar("zero", 0L));
        graph.Initializer(OnnxTensor.Scalar("one", 1L));
        graph.Initializer(OnnxTensor.Scalar("length", (long)Length));
        graph.Initializer(OnnxTensor.Scalar("width", (long)Width));
        graph.Initializer(OnnxTensor.Of<float>("off_on", [2], [0, 1]));
        graph.Node("Range", ["zero", "length", "one"], "narrow_positions");
        graph.Node("Range", ["zero", "width", "one"], "positions");
        graph.Node("OneHot", ["narrow_positions", "width", "off_on"], "spread");
        graph.Node("OneHot", [graph.Node("Mod", ["positions", "length"], "folded_positions"), "length", "off_on"], "fold");
        var values = graph.Node("MatMul", ["input", "spread"], "v0");
        for (var layer = 1; layer <= Layers; layer++)
        {
            var shift = graph.Initializer(OnnxTensor.Scalar($"shift{layer}", (long)layer * Shift));
            var shifted = graph.Node("Mod", [graph.Node("Add", ["positions", shift], $"ahead{layer}"), "width"], $"to{layer}");
            var rotation = graph.Node("OneHot", [shifted, "width", "off_on"], $"rotation{layer}");
            values = graph.Node("MatMul", [values, rotation], $"v{layer}");
        }

        graph.Node("MatMul", [values, "fold"], "output");
        graph.Output("output", Float32("batch", Length));
        return new(graph);
    }

    public override string Verify(SingleThreadSession session)
    {
        foreach (var batch in new[] { 1, 3, 8, 32 })
        {
            var input = Rows(batch);
            Require(Enumerable.Range(0, input.Length).Select(i => input[Source(i)]), session.Run(input, batch, Length));
        }

        var times = new[] { 1, 8, 32 }.Select(batch => $"batch {batch} takes {session.MedianTime(Rows(batch), batch, Length):F0} µs");
        return $"rotates by {Rotation} exactly, {string.Join(", ", times)} on one thread";
    }

    private static int Rotation => Shift * Layers * (Layers + 1) / 2 % Length;

    private static float[] Rows(int batch)
    {
        Random random = new(batch);
        return [.. Enumerable.Range(0, batch * Length).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static int Source(int position)
    {
        var column = position % Length;
        return position - column + ((column + Length - Rotation) % Length);
    }
}
