using System.Diagnostics;
using HdrHistogram;

namespace Orleans.Inference.Benchmarks.Load;

/// <summary>Records latencies to three digits. One a caller: it is not thread-safe.</summary>
internal sealed class LatencyRecorder
{
    private static readonly long Longest = TimeSpan.FromMinutes(1).Ticks * TimeSpan.NanosecondsPerTick;
    private static readonly double NanosecondsPerTimestamp = 1e9 / Stopwatch.Frequency;
    private readonly LongHistogram _histogram = new(Longest, numberOfSignificantValueDigits: 3);

    public long Count => _histogram.TotalCount;

    /// <summary>Records the time between two timestamps of <see cref="Stopwatch"/>.</summary>
    public void Record(long started, long ended) =>
        _histogram.RecordValue(Math.Clamp((long)((ended - started) * NanosecondsPerTimestamp), 0, Longest));

    public void Add(LatencyRecorder other) => _histogram.Add(other._histogram);

    public TimeSpan Percentile(double percentile) => TimeSpan.FromMicroseconds(_histogram.GetValueAtPercentile(percentile) / 1e3);
}
