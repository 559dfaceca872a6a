using System.Numerics.Tensors;
using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>The trained network as an ONNX model: from the scan as it is to the probabilities of the ten digits.</summary>
internal static class DigitsModel
{
    public const string Input = "image";
    public const string Output = "probabilities";

    public static OnnxModel Create(Network network)
    {
        OnnxGraph graph = new("digits");
        graph.Input(Input, OnnxType.Tensor(OnnxElementType.Float32, "batch", 1, ScanSet.Side, ScanSet.Side));
        var logits = network.AddTo(graph, Input);
        graph.Node("Softmax", [logits], Output, OnnxAttribute.Int("axis", 1));
        graph.Output(Output, OnnxType.Tensor(OnnxElementType.Float32, "batch", Network.Classes));
        return new(graph) { Description = "Classifies scans of handwritten digits, 28×28, 0 = paper, 255 = ink." };
    }

    /// <summary>Runs all scans through ONNX Runtime; the answers must be the network's own.</summary>
    /// <returns>The probabilities, ten a scan.</returns>
    public static float[] Verify(OnnxModel model, Network network, ScanSet scans)
    {
        using SingleThreadSession session = new(model);
        float[] pixels = [.. Enumerable.Range(0, scans.Count).SelectMany(scans.Scan)];
        var probabilities = session.Run(pixels, scans.Count, 1, ScanSet.Side, ScanSet.Side);
        for (var i = 0; i < scans.Count; i++)
        {
            var answer = TensorPrimitives.IndexOfMax(probabilities.AsSpan(i * Network.Classes, Network.Classes));
            var own = network.Classify(scans.Scan(i));
            if (answer != own)
                throw new ExportException($"ONNX Runtime classifies test scan {i} as {answer}, the trained network as {own}.");
        }

        var time = session.MedianTime(scans.Scan(0), 1, 1, ScanSet.Side, ScanSet.Side);
        Console.WriteLine($"verified digits: the network's own answers on {scans.Count} scans, batch 1 takes {time:F0} µs on one thread");
        return probabilities;
    }
}
