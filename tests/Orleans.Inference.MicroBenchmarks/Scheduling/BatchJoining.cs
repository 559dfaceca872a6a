using System.Buffers;
using BenchmarkDotNet.Attributes;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.MicroBenchmarks.Scheduling;

/// <summary>Lays 8 rows behind each other in a pooled buffer, and cuts what came out back into rows.</summary>
public class BatchJoining
{
    private readonly List<PendingRequest> _batch = [];
    private float[][] _rows = [];

    [Params(64, 8_192)]
    public int Floats { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var model = Requests.Model(new EchoSession());
        _batch.Clear();
        for (var i = 0; i < Requests.BatchSize; i++) _batch.Add(Requests.For(model, Floats));
        _rows = [.. _batch.Select(request => request.Inputs[0].ToArray<float>())];
    }

    [BenchmarkCategory("join"), Benchmark(Baseline = true, Description = "Array.Copy")]
    public int CopyRows()
    {
        var joined = Join();
        ArrayPool<float>.Shared.Return(joined);
        return joined.Length;
    }

    [BenchmarkCategory("join"), Benchmark(Description = "BatchInputs")]
    public long BatchInputs()
    {
        using BatchInputs inputs = new(_batch);
        return inputs.RunRows;
    }

    [BenchmarkCategory("join and cut"), Benchmark(Baseline = true, Description = "Array.Copy")]
    public float[][] CopyRowsBack()
    {
        var joined = Join();
        var cut = new float[_rows.Length][];
        for (var row = 0; row < cut.Length; row++)
        {
            cut[row] = new float[Floats];
            Array.Copy(joined, row * Floats, cut[row], 0, Floats);
        }

        ArrayPool<float>.Shared.Return(joined);
        return cut;
    }

    [BenchmarkCategory("join and cut"), Benchmark(Description = "BatchRun")]
    public int BatchRun() => Orleans.Inference.Scheduling.BatchRun.Execute(_batch, TimeProvider.System, out _).Length;

    private float[] Join()
    {
        var joined = ArrayPool<float>.Shared.Rent(_rows.Length * Floats);
        for (var row = 0; row < _rows.Length; row++) Array.Copy(_rows[row], 0, joined, row * Floats, Floats);
        return joined;
    }
}
