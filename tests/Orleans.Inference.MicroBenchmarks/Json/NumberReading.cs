using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.MicroBenchmarks.Json;

/// <summary>Reads numbers out of JSON, alone and as the input of an infer request.</summary>
public class NumberReading
{
    private byte[] _numbers = [];
    private byte[] _body = [];

    [Params(64, 16_384)]
    public int Floats { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(7);
        float[] numbers = [.. Enumerable.Range(0, Floats).Select(_ => random.NextSingle())];
        InferBody body = new() { Inputs = [new() { Name = "x", Datatype = "FP32", Shape = [1, Floats], Data = numbers }] };
        _numbers = JsonSerializer.SerializeToUtf8Bytes(numbers, InferJson.Default.SingleArray);
        _body = JsonSerializer.SerializeToUtf8Bytes(body, InferJson.Default.InferBody);
    }

    [BenchmarkCategory("numbers"), Benchmark(Baseline = true, Description = "System.Text.Json")]
    public float[] Deserialized() => JsonSerializer.Deserialize(_numbers, InferJson.Default.SingleArray)!;

    [BenchmarkCategory("numbers"), Benchmark(Description = "FlatSingles")]
    public float[] Flat()
    {
        var values = GC.AllocateUninitializedArray<float>(Floats);
        return FlatSingles.TryRead(_numbers.AsSpan(1), values, out _) ? values : throw new InvalidOperationException("They are plain numbers.");
    }

    [BenchmarkCategory("infer request"), Benchmark(Baseline = true, Description = "System.Text.Json")]
    public object DeserializedRequest() => JsonSerializer.Deserialize(_body, InferJson.Default.InferBody)!;

    [BenchmarkCategory("infer request"), Benchmark(Description = "InferCallReader")]
    public object Request() => InferCallReader.Read(_body);
}
