using System.Buffers;
using BenchmarkDotNet.Attributes;
using Orleans.Serialization;

namespace Orleans.Inference.MicroBenchmarks.Wire;

/// <summary>Writes requests and answers into a buffer that is there already.</summary>
public class CodecWriting
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);
    private readonly Serializer _serializer = WireValues.NewSerializer();
    private WireValues _values = new(1);

    [Params(64, 65_536)]
    public int Floats { get; set; }

    [GlobalSetup]
    public void Setup() => _values = new(Floats);

    [BenchmarkCategory("write"), Benchmark(Baseline = true, Description = "float[], Orleans' codec")]
    public int FloatArray() => Write(_values.Floats);

    [BenchmarkCategory("write"), Benchmark(Description = "byte[], Orleans' codec")]
    public int ByteArray() => Write(_values.Bytes);

    [BenchmarkCategory("write"), Benchmark(Description = "InferenceRequest")]
    public int Request() => Write(_values.Request);

    [BenchmarkCategory("write"), Benchmark(Description = "InferenceResponse")]
    public int Response() => Write(_values.Response);

    private int Write<T>(T value)
    {
        _buffer.ResetWrittenCount();
        _serializer.Serialize(value, _buffer);
        return _buffer.WrittenCount;
    }
}
