using System.Numerics.Tensors;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>A convolution of stride 1 whose output is as large as its input; the weight is [outputs, inputs, kernel, kernel].</summary>
/// <remarks>
/// Planes are padded with a border of zeros and treated as one long row: an element of the kernel then means adding the whole plane,
/// shifted and weighted, in one vectorised call. What this computes across the borders is dropped when the output is copied out.
/// </remarks>
internal sealed class Convolution : Layer
{
    private readonly string _name;
    private readonly PlaneShape _shape;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly int _kernel;
    private readonly PaddedPlanes _input;
    private readonly PaddedPlanes _paddedGradient;
    private readonly float[] _inputGradient;
    private readonly float[] _wide;

    // In the order of an output's weights: where each finds its plane.
    private readonly int[] _starts;

    public Convolution(string name, PlaneShape input, int outputs, int kernel, Random random)
        : this(
            name,
            input,
            Parameter.Normal($"{name}.weight", random, input.Channels * kernel * kernel, outputs, input.Channels, kernel, kernel),
            Parameter.Zero($"{name}.bias", outputs))
    {
    }

    private Convolution(string name, PlaneShape input, Parameter weight, Parameter bias)
        : base(input with { Channels = (int)weight.Shape[0] })
    {
        (_name, _shape, _weight, _bias) = (name, input, weight, bias);
        _kernel = (int)weight.Shape[2];
        _input = new(input, _kernel / 2);
        _paddedGradient = new(input, _kernel / 2);
        _inputGradient = new float[input.Size];
        _wide = new float[_input.WideSize];
        _starts =
        [
            .. from channel in Enumerable.Range(0, input.Channels)
               from y in Enumerable.Range(0, _kernel)
               from x in Enumerable.Range(0, _kernel)
               select _input.Start(channel, y, x),
        ];
    }

    public override IReadOnlyList<Parameter> Parameters => [_weight, _bias];

    public override float[] Forward(float[] input)
    {
        _input.CopyFrom(input);
        var w = 0;
        for (var o = 0; o < OutputShape.Channels; o++)
        {
            _wide.AsSpan().Fill(_bias.Values[o]);
            foreach (var start in _starts)
                TensorPrimitives.MultiplyAdd(_input.Shifted(start), _weight.Values[w++], _wide, _wide);

            _input.Narrow(_wide, Output.AsSpan(o * _shape.PlaneSize, _shape.PlaneSize));
        }

        return Output;
    }

    public override float[] Backward(float[] outputGradient)
    {
        _paddedGradient.Clear();
        var w = 0;
        for (var o = 0; o < OutputShape.Channels; o++)
        {
            _input.Widen(outputGradient.AsSpan(o * _shape.PlaneSize, _shape.PlaneSize), _wide);
            _bias.Gradient[o] += TensorPrimitives.Sum(_wide);
            foreach (var start in _starts)
            {
                _weight.Gradient[w] += TensorPrimitives.Dot(_wide, _input.Shifted(start));
                var gradient = _paddedGradient.Shifted(start);
                TensorPrimitives.MultiplyAdd(_wide, _weight.Values[w++], gradient, gradient);
            }
        }

        _paddedGradient.CopyTo(_inputGradient);
        return _inputGradient;
    }

    public override Layer Replica() => new Convolution(_name, _shape, _weight.Replica(), _bias.Replica());

    public override string AddTo(OnnxGraph graph, string input)
    {
        long padding = _kernel / 2;
        return graph.Node(
            "Conv",
            [input, _weight.AddTo(graph), _bias.AddTo(graph)],
            _name,
            OnnxAttribute.Ints("kernel_shape", _kernel, _kernel),
            OnnxAttribute.Ints("pads", padding, padding, padding, padding));
    }
}
