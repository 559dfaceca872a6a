using System.Numerics.Tensors;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

internal sealed class Relu(string name, PlaneShape shape) : Layer(shape)
{
    private readonly float[] _inputGradient = new float[shape.Size];

    public override float[] Forward(float[] input)
    {
        TensorPrimitives.Max(input, 0f, Output);
        return Output;
    }

    public override float[] Backward(float[] outputGradient)
    {
        for (var i = 0; i < _inputGradient.Length; i++)
            _inputGradient[i] = Output[i] > 0 ? outputGradient[i] : 0;

        return _inputGradient;
    }

    public override Layer Replica() => new Relu(name, OutputShape);

    public override string AddTo(OnnxGraph graph, string input) => graph.Node("Relu", [input], name);
}
