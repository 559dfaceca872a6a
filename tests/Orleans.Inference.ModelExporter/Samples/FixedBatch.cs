using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>A model whose first dimension is fixed, so that it takes no batches.</summary>
internal sealed class FixedBatch() : SampleModel("fixed-batch")
{
    public override OnnxModel Create()
    {
        OnnxGraph graph = new(Name);
        graph.Input("input", Float32(1, 4));
        var doubled = graph.Node("Mul", ["input", graph.Initializer(OnnxTensor.Scalar("two", 2f))], "doubled");
        graph.Node("Add", [doubled, graph.Initializer(OnnxTensor.Scalar("one", 1f))], "output");
        graph.Output("output", Float32(1, 4));
        return new(graph);
    }

    public override string Verify(SingleThreadSession session)
    {
        Require([1, 3, -5, 2], session.Run([0, 1, -3, 0.5f], 1, 4));
        return "gives 2x + 1";
    }
}
