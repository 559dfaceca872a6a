using System.Diagnostics;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Batching;

/// <summary>What runs of one size bring when all lanes run them all the time.</summary>
/// <param name="Size">Rows a run.</param>
/// <param name="RowsPerSecond">Of all lanes together.</param>
/// <param name="RunTime">Of one run, while the other lanes run too.</param>
internal sealed record FixedBatch(int Size, double RowsPerSecond, TimeSpan RunTime)
{
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32];
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(400);

    /// <summary>Measures each size that the model takes.</summary>
    public static async Task<IReadOnlyList<FixedBatch>> MeasureAsync(RepositoryModel model, int lanes, int maxBatchSize)
    {
        List<FixedBatch> measured = [];
        foreach (var size in Sizes.Where(size => size <= maxBatchSize)) measured.Add(await MeasureOneAsync(model, lanes, size));
        return measured;
    }

    private static async Task<FixedBatch> MeasureOneAsync(RepositoryModel model, int lanes, int size)
    {
        Tensor[][] rows = [.. Enumerable.Range(0, size).Select(model.Inputs)];
        model.Run(rows);
        var started = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var count = 0;
                do model.Run(rows);
                while (++count < 2 || Stopwatch.GetElapsedTime(started) < Duration);
                return count;
            },
            TaskCreationOptions.LongRunning)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new(size, runs.Sum() * size / elapsed.TotalSeconds, elapsed * lanes / runs.Sum());
    }
}
