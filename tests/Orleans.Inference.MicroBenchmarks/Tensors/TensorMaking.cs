using BenchmarkDotNet.Attributes;

namespace Orleans.Inference.MicroBenchmarks.Tensors;

/// <summary>Makes tensors of elements that are there, and looks at a row of one.</summary>
public class TensorMaking
{
    private float[] _elements = [];
    private Tensor _tensor = Tensor.Create(new float[1], [1]);

    [Params(64, 16_384)]
    public int Floats { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _elements = new float[Floats];
        _tensor = Tensor.Create(_elements, [8, Floats / 8]);
    }

    [BenchmarkCategory("tensor"), Benchmark(Baseline = true, Description = "copy of an array")]
    public float[] Copy() => _elements.AsSpan().ToArray();

    [BenchmarkCategory("tensor"), Benchmark(Description = "Tensor of an array")]
    public Tensor OfArray() => Tensor.Create(_elements, [1, Floats]);

    [BenchmarkCategory("tensor"), Benchmark(Description = "Tensor of a span")]
    public Tensor OfSpan() => Tensor.Create(_elements.AsSpan(), [1, Floats]);

    [BenchmarkCategory("row of 8"), Benchmark(Baseline = true, Description = "copy of a row")]
    public float[] CopyOfRow() => _elements.AsSpan(Floats / 8, Floats / 8).ToArray();

    [BenchmarkCategory("row of 8"), Benchmark(Description = "Tensor.Slice")]
    public Tensor Slice() => _tensor.Slice(1, 1);
}
