using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

internal sealed class Greeting() : SampleModel("greeting")
{
    public override OnnxModel Create()
    {
        OnnxGraph graph = new(Name);
        graph.Input("name", OnnxType.Tensor(OnnxElementType.String, "batch"));
        var hello = graph.Initializer(OnnxTensor.OfStrings("hello", [1], "Hello, "));
        graph.Node("StringConcat", [hello, "name"], "greeting");
        graph.Output("greeting", OnnxType.Tensor(OnnxElementType.String, "batch"));
        // StringConcat came with operator set 20, which came with IR version 9.
        return new OnnxModel(graph) { IrVersion = 9 }.OperatorSet(OnnxModel.StandardDomain, 20);
    }

    public override string Verify(SingleThreadSession session)
    {
        Require(["Hello, Ada", "Hello, Zoë", "Hello, "], session.Run(["Ada", "Zoë", ""]));
        return "greets";
    }
}
