namespace Orleans.Inference.Benchmarks.Load;

/// <summary>What a load measured. Times are in microseconds; bytes are those that this whole process allocated meanwhile.</summary>
internal sealed record LoadResult(double RequestsPerSecond, double P50, double P99, double BytesPerRequest = 0)
{
    /// <summary>The callers' measurements together.</summary>
    public static LoadResult Of(IEnumerable<LatencyRecorder> callers, TimeSpan elapsed, long allocated = 0)
    {
        var all = new LatencyRecorder();
        foreach (var caller in callers) all.Add(caller);
        return new(all.Count / elapsed.TotalSeconds, all.Percentile(50).TotalMicroseconds, all.Percentile(99).TotalMicroseconds, allocated / (double)all.Count);
    }
}
