namespace Orleans.Inference.Routing;

/// <summary>
/// How many requests a worker has, as this process sees it: its own are counted when they are sent and when they return, those of others are what the worker
/// last told, and fade, because nobody steers on numbers that are old.
/// </summary>
internal sealed class WorkerLoadEstimate(TimeProvider timeProvider)
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromMilliseconds(250);
    private int _inFlight;
    private int _others;
    private long _toldAt;

    /// <summary>Requests of this process that are on the worker or on their way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The worker's queue, this process's requests and the others'.</summary>
    public double QueueLength
    {
        get
        {
            var others = Volatile.Read(ref _others);
            if (others == 0) return InFlight;
            var age = timeProvider.GetElapsedTime(Volatile.Read(ref _toldAt));
            return InFlight + others * Math.Pow(0.5, age / HalfLife);
        }
    }

    public void Sent() => Interlocked.Increment(ref _inFlight);

    public void Returned() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Takes in what the worker told with an answer. To be called before <see cref="Returned"/>.</summary>
    public void Told(WorkerLoad load)
    {
        // The request that brought the answer is no longer in the worker's count, but still in ours.
        Volatile.Write(ref _others, Math.Max(0, load.QueueLength - (InFlight - 1)));
        Volatile.Write(ref _toldAt, timeProvider.GetTimestamp());
    }
}
