using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Digits;

/// <summary>A layer of the network with the buffers of one sample. Replicas share the parameters and nothing else.</summary>
internal abstract class Layer(PlaneShape output)
{
    public PlaneShape OutputShape => output;

    public virtual IReadOnlyList<Parameter> Parameters => [];

    protected float[] Output { get; } = new float[output.Size];

    /// <summary>Returns the layer's output; the buffer is reused by the next call.</summary>
    public abstract float[] Forward(float[] input);

    /// <summary>For the sample of the last <see cref="Forward"/>: adds to the parameters' gradients, returns the input's.</summary>
    public abstract float[] Backward(float[] outputGradient);

    public abstract Layer Replica();

    /// <summary>Appends the layer to an ONNX graph and returns the name of its output.</summary>
    public abstract string AddTo(OnnxGraph graph, string input);
}
