using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

internal sealed class Identity() : SampleModel("identity")
{
    public override OnnxModel Create()
    {
        OnnxGraph graph = new(Name);
        graph.Input("input", Float32("batch", "length"));
        graph.Node("Identity", ["input"], "output");
        graph.Output("output", Float32("batch", "length"));
        return new(graph);
    }

    public override string Verify(SingleThreadSession session)
    {
        float[] values = [1.5f, -2, 3, 0.25f, 5, -6];
        Require(values, session.Run(values, 2, 3));
        Require(values, session.Run(values, 6, 1));
        return "gives its input back";
    }
}
