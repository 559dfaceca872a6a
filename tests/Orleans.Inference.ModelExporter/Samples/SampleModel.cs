using Orleans.Inference.ModelExporter.Execution;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>A model for tests and benchmarks, and the check that ONNX Runtime computes what the model stands for.</summary>
internal abstract class SampleModel(string name)
{
    public string Name => name;

    public abstract OnnxModel Create();

    /// <summary>Throws an <see cref="ExportException"/> when an answer is wrong; returns what was seen.</summary>
    public abstract string Verify(SingleThreadSession session);

    protected static OnnxType Float32(params OnnxDimension[] shape) => OnnxType.Tensor(OnnxElementType.Float32, shape);

    protected void Require<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (!expected.SequenceEqual(actual))
            throw new ExportException($"{name}: expected {Start(expected)}, got {Start(actual)}.");

        static string Start(IEnumerable<T> values) => $"[{string.Join(", ", values.Take(8))}, ...]";
    }
}
