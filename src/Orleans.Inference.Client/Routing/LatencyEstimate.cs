namespace Orleans.Inference.Routing;

/// <summary>
/// How long the answers of a worker take: exponentially weighted, except that a longer one counts in full at once. It fades while nothing is heard, so that a
/// worker that was slow for a moment is tried again.
/// </summary>
internal sealed class LatencyEstimate(TimeProvider timeProvider)
{
    private const double Weight = 0.1;
    private const double FadingSeconds = 5;
    private double _seconds;
    private long _heardAt;

    /// <summary>The estimate; 0 while nothing was heard.</summary>
    public double SecondsAt(long now) =>
        Volatile.Read(ref _seconds) / (1 + Math.Max(0, timeProvider.GetElapsedTime(Volatile.Read(ref _heardAt), now).TotalSeconds) / FadingSeconds);

    public void Add(double seconds, long now)
    {
        var known = SecondsAt(now);
        Volatile.Write(ref _seconds, seconds >= known ? seconds : known + (seconds - known) * Weight);
        Volatile.Write(ref _heardAt, now);
    }
}
