using BenchmarkDotNet.Attributes;
using Orleans.Serialization;

namespace Orleans.Inference.MicroBenchmarks.Wire;

/// <summary>Reads requests and answers.</summary>
public class CodecReading
{
    private readonly Serializer _serializer = WireValues.NewSerializer();
    private byte[] _floats = [];
    private byte[] _bytes = [];
    private byte[] _request = [];
    private byte[] _response = [];

    [Params(64, 65_536)]
    public int Floats { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var values = new WireValues(Floats);
        _floats = _serializer.SerializeToArray(values.Floats);
        _bytes = _serializer.SerializeToArray(values.Bytes);
        _request = _serializer.SerializeToArray(values.Request);
        _response = _serializer.SerializeToArray(values.Response);
    }

    [BenchmarkCategory("read"), Benchmark(Baseline = true, Description = "float[], Orleans' codec")]
    public float[] FloatArray() => _serializer.Deserialize<float[]>(_floats)!;

    [BenchmarkCategory("read"), Benchmark(Description = "byte[], Orleans' codec")]
    public byte[] ByteArray() => _serializer.Deserialize<byte[]>(_bytes)!;

    [BenchmarkCategory("read"), Benchmark(Description = "InferenceRequest")]
    public InferenceRequest Request() => _serializer.Deserialize<InferenceRequest>(_request)!;

    [BenchmarkCategory("read"), Benchmark(Description = "InferenceResponse")]
    public InferenceResponse Response() => _serializer.Deserialize<InferenceResponse>(_response)!;
}
