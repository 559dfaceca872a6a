using System.Numerics.Tensors;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>A convolutional network in the manner of LeNet: from a scan, 0 (paper) to 255 (ink), to the logits of the ten digits.</summary>
internal sealed class Network
{
    public const int Classes = 10;

    private readonly Layer[] _layers;
    private readonly float[] _gradient = new float[Classes];

    private Network(Layer[] layers)
    {
        _layers = layers;
        Parameters = [.. layers.SelectMany(layer => layer.Parameters)];
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    public static Network Create(Random random)
    {
        Scale scale = new(new(1, ScanSet.Side, ScanSet.Side), 1 / 255f);
        Convolution first = new("conv1", scale.OutputShape, 16, 3, random);
        Relu firstRelu = new("relu1", first.OutputShape);
        MaxPool firstPool = new("pool1", firstRelu.OutputShape);
        Convolution second = new("conv2", firstPool.OutputShape, 32, 3, random);
        Relu secondRelu = new("relu2", second.OutputShape);
        MaxPool secondPool = new("pool2", secondRelu.OutputShape);
        Dense dense = new("logits", secondPool.OutputShape, Classes, random);
        return new([scale, first, firstRelu, firstPool, second, secondRelu, secondPool, dense]);
    }

    /// <summary>A network with the same parameters and buffers of its own, for another thread.</summary>
    public Network Replica() => new([.. _layers.Select(layer => layer.Replica())]);

    public float[] Logits(float[] scan) => _layers.Aggregate(scan, (values, layer) => layer.Forward(values));

    public int Classify(float[] scan) => TensorPrimitives.IndexOfMax<float>(Logits(scan));

    /// <summary>Adds the gradients of the cross-entropy loss of one scan; returns whether the scan was classified rightly.</summary>
    public bool Learn(float[] scan, int label)
    {
        var logits = Logits(scan);
        TensorPrimitives.SoftMax<float>(logits, _gradient);
        _gradient[label] -= 1;
        var gradient = _gradient;
        for (var i = _layers.Length - 1; i >= 0; i--)
            gradient = _layers[i].Backward(gradient);

        return TensorPrimitives.IndexOfMax<float>(logits) == label;
    }

    public string AddTo(OnnxGraph graph, string input) => _layers.Aggregate(input, (value, layer) => layer.AddTo(graph, value));
}
