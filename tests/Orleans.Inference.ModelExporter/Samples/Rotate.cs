using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>A model that takes a known time: each of its layers rotates a row by one position to the right.</summary>
/// <remarks>
/// A layer is a full matrix product, but the matrix is a permutation, so every answer is exact at any batch size and the values never
/// shrink to denormal numbers, which would make the time depend on the data. All layers share the one matrix.
/// </remarks>
internal sealed class Rotate(string name, int layers) : SampleModel(name)
{
    public const int Length = 256;

    public override OnnxModel Create()
    {
        OnnxGraph graph = new(Name);
        graph.Input("input", Float32("batch", Length));
        // Stored as bytes, a quarter of the size; ONNX Runtime folds the cast when it loads the model.
        var shift = graph.Node("Cast", [graph.Initializer(Shift())], "shift", OnnxAttribute.Int("to", (long)OnnxElementType.Float32));
        var rotated = "input";
        for (var layer = 1; layer <= layers; layer++)
            rotated = graph.Node("MatMul", [rotated, shift], layer < layers ? $"r{layer}" : "output");

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

        var (one, eight) = (session.MedianTime(Rows(1), 1, Length), session.MedianTime(Rows(8), 8, Length));
        return $"rotates by {layers % Length} exactly, {layers} layers, batch 1 takes {one:F0} µs, batch 8 {eight:F0} µs on one thread";
    }

    private static OnnxTensor Shift()
    {
        var matrix = new byte[Length * Length];
        for (var from = 0; from < Length; from++)
            matrix[(from * Length) + ((from + 1) % Length)] = 1;

        return OnnxTensor.Of<byte>("shift_bytes", [Length, Length], matrix);
    }

    private static float[] Rows(int batch)
    {
        Random random = new(batch);
        return [.. Enumerable.Range(0, batch * Length).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private int Source(int position)
    {
        var column = position % Length;
        return position - column + ((column + ((Length - 1) * layers)) % Length);
    }
}
