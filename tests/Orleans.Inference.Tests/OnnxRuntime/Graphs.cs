using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Tests.OnnxRuntime;

/// <summary>The small graphs that these tests run.</summary>
internal static class Graphs
{
    /// <summary>Gives <c>x</c> back as <c>y</c>.</summary>
    public static OnnxModel Identity(OnnxType type, OnnxType? output = null) => Of("Identity", type, output ?? type);

    public static OnnxModel Identity(OnnxElementType element, params OnnxDimension[] shape) => Identity(OnnxType.Tensor(element, shape));

    /// <summary>One operator from <c>x</c> to <c>y</c>.</summary>
    public static OnnxModel Of(string operation, OnnxType input, OnnxType output, params OnnxAttribute[] attributes)
    {
        OnnxGraph graph = new("test");
        graph.Input("x", input);
        graph.Node(operation, ["x"], "y", attributes);
        graph.Output("y", output);
        return ToModel(graph);
    }

    public static OnnxModel ToModel(this OnnxGraph graph) =>
        new OnnxModel(graph) { IrVersion = 10 }.OperatorSet(OnnxModel.StandardDomain, 21).OperatorSet("ai.onnx.ml", 3);

    public static OnnxType Float32(params OnnxDimension[] shape) => OnnxType.Tensor(OnnxElementType.Float32, shape);

    public static OnnxType Int64(params OnnxDimension[] shape) => OnnxType.Tensor(OnnxElementType.Int64, shape);

    /// <summary>Runs for all outputs.</summary>
    public static Tensor[] Run(this IModelSession session, params Tensor[] inputs) =>
        session.Run(inputs, [.. Enumerable.Range(0, session.Outputs.Length)]);
}
