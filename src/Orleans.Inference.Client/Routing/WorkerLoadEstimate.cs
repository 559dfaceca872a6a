namespace Orleans.Inference.Routing;

/// <summary>
/// How many requests a worker has, as this process sees it: its own are counted when they are sent and when they return, those of others are what the worker
/// last told, and fade, because nobody steers on numbers that are old.
/// </summary>
/// <remarks>
/// They fade evenly, in ten times the time that the worker needs for them, and in no less than five seconds: what left was mostly followed by more, and a router
/// that forgets sooner runs to whom it heard of least lately. But one that was never heard of again must be tried again.
/// </remarks>
internal sealed class WorkerLoadEstimate(TimeProvider timeProvider)
{
    private static readonly TimeSpan MinFading = TimeSpan.FromSeconds(5);
    private const double FadingFactor = 10;
    private int _inFlight;
    private double _others;
    private double _fadingPerTick;
    private long _toldAt;

    /// <summary>The clock that tells how old a load is.</summary>
    public TimeProvider Clock => timeProvider;

    /// <summary>Requests of this process that are on the worker or on their way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The worker's queue, this process's requests and the others'.</summary>
    public double QueueLengthAt(long now)
    {
        var others = Volatile.Read(ref _others);
        if (others == 0) return InFlight;
        return InFlight + others * Math.Max(0, 1 - (now - Volatile.Read(ref _toldAt)) * _fadingPerTick);
    }

    public void Sent() => Interlocked.Increment(ref _inFlight);

    public void Returned() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Takes in what the worker told with an answer. To be called before <see cref="Returned"/>.</summary>
    // The request that brought the answer is no longer in the worker's count, but still in ours.
    public void Told(WorkerLoad load, long now) => SetOthers(load.QueueLength - (InFlight - 1), load, now);

    /// <summary>Takes in what the worker reported by itself.</summary>
    public void Reported(WorkerLoad load, long now) => SetOthers(load.QueueLength - InFlight, load, now);

    /// <summary>Somebody was sent there whose answer does not come this way: it counts until the next report.</summary>
    public void Credit(long now)
    {
        // Where the worker never told anything, what was credited fades all the same.
        if (_fadingPerTick == 0) _fadingPerTick = 1 / (MinFading.TotalSeconds * timeProvider.TimestampFrequency);
        Volatile.Write(ref _others, QueueLengthAt(now) - InFlight + 1);
        Volatile.Write(ref _toldAt, now);
    }

    private void SetOthers(int others, WorkerLoad load, long now)
    {
        var fading = MinFading.TotalSeconds;
        if (load.Speed > 0) fading = Math.Max(fading, FadingFactor * others / load.Speed);
        _fadingPerTick = 1 / (fading * timeProvider.TimestampFrequency);
        Volatile.Write(ref _toldAt, now);
        Volatile.Write(ref _others, Math.Max(0, others));
    }
}
