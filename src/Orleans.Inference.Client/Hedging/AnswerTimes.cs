namespace Orleans.Inference.Hedging;

/// <summary>How long a model's answers take, as a histogram of which the older half counts less and less.</summary>
internal sealed class AnswerTimes
{
    private const int BucketsPerDoubling = 8; // 9 % each
    private const int MinAnswers = 20;
    private const int AnswersPerAging = 1024;
    private const int AnswersPerLook = 16;
    private const double Quantile = 0.95;
    private readonly Lock _gate = new();
    private readonly int[] _buckets = new int[33 * BucketsPerDoubling]; // from 1 µs to 2 h
    private int _answers;
    private int _sinceAging;
    private long _p95;

    /// <summary>The time within which 95 of 100 answers come; <see langword="null"/> until enough came.</summary>
    public TimeSpan? P95 => Volatile.Read(ref _p95) is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    public void Add(TimeSpan time)
    {
        var bucket = (int)(Math.Log2(Math.Max(1, time.TotalMicroseconds)) * BucketsPerDoubling);
        lock (_gate)
        {
            _buckets[Math.Min(bucket, _buckets.Length - 1)]++;
            _answers++;
            if (++_sinceAging == AnswersPerAging) Age();
            if (_answers >= MinAnswers && _sinceAging % AnswersPerLook == 0) Volatile.Write(ref _p95, FindQuantile().Ticks);
        }
    }

    private void Age()
    {
        (_answers, _sinceAging) = (0, 0);
        foreach (ref var count in _buckets.AsSpan()) _answers += count /= 2;
    }

    // The upper end of the bucket: a second attempt is rather late than early.
    private TimeSpan FindQuantile()
    {
        var left = _answers * Quantile;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            left -= _buckets[bucket];
            if (left <= 0) return TimeSpan.FromMicroseconds(Math.Pow(2, (bucket + 1.0) / BucketsPerDoubling));
        }

        return InferenceRequest.MaxTimeout;
    }
}
