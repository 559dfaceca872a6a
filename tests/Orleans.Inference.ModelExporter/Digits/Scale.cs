using System.Numerics.Tensors;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>Multiplies the input by a constant. It comes first, so it gives no gradient.</summary>
internal sealed class Scale(PlaneShape shape, float factor) : Layer(shape)
{
    public override float[] Forward(float[] input)
    {
        TensorPrimitives.Multiply(input, factor, Output);
        return Output;
    }

    public override float[] Backward(float[] outputGradient) => [];

    public override Layer Replica() => new Scale(OutputShape, factor);

    public override string AddTo(OnnxGraph graph, string input) =>
        graph.Node("Mul", [input, graph.Initializer(OnnxTensor.Scalar("scale", factor))], "scaled");
}
