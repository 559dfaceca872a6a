using System.Numerics.Tensors;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>A fully connected layer; its weight is [outputs, inputs].</summary>
internal sealed class Dense(string name, Parameter weight, Parameter bias) : Layer(new((int)weight.Shape[0], 1, 1))
{
    private readonly int _inputs = (int)weight.Shape[1];
    private readonly float[] _inputGradient = new float[weight.Shape[1]];
    private float[] _input = [];

    public Dense(string name, PlaneShape input, int outputs, Random random)
        : this(name, Parameter.Normal($"{name}.weight", random, input.Size, outputs, input.Size), Parameter.Zero($"{name}.bias", outputs))
    {
    }

    public override IReadOnlyList<Parameter> Parameters => [weight, bias];

    public override float[] Forward(float[] input)
    {
        _input = input;
        for (var o = 0; o < Output.Length; o++)
            Output[o] = bias.Values[o] + TensorPrimitives.Dot(Row(weight.Values, o), input);

        return Output;
    }

    public override float[] Backward(float[] outputGradient)
    {
        Array.Clear(_inputGradient);
        for (var o = 0; o < Output.Length; o++)
        {
            var gradient = outputGradient[o];
            bias.Gradient[o] += gradient;
            var weightGradient = Row(weight.Gradient, o);
            TensorPrimitives.MultiplyAdd(_input, gradient, weightGradient, weightGradient);
            TensorPrimitives.MultiplyAdd(Row(weight.Values, o), gradient, _inputGradient, _inputGradient);
        }

        return _inputGradient;
    }

    public override Layer Replica() => new Dense(name, weight.Replica(), bias.Replica());

    public override string AddTo(OnnxGraph graph, string input)
    {
        var flat = graph.Node("Flatten", [input], $"{name}.input", OnnxAttribute.Int("axis", 1));
        return graph.Node("Gemm", [flat, weight.AddTo(graph), bias.AddTo(graph)], name, OnnxAttribute.Int("transB", 1));
    }

    private Span<float> Row(float[] matrix, int row) => matrix.AsSpan(row * _inputs, _inputs);
}
