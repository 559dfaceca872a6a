namespace Orleans.Inference.FastChat.Workers;

/// <summary>
/// Requests per second of a worker while it has any of ours: what all workers of a model can be compared by, whatever they count tokens with. Both are
/// exponentially weighted by busy time, so that a quiet night makes nobody slow.
/// </summary>
internal sealed class BusyRate(TimeProvider timeProvider)
{
    private const double Memory = 20; // seconds of busy time
    private const int MinCompleted = 3;
    private int _inFlight;
    private int _total;
    private long _countedAt;
    private double _seconds;
    private double _completed;

    /// <summary>Requests that are on the worker.</summary>
    public int InFlight => _inFlight;

    /// <summary>Requests per second; 0 before a few were answered.</summary>
    public double PerSecond
    {
        get
        {
            Count();
            return _total < MinCompleted || _seconds <= 0 ? 0 : _completed / _seconds;
        }
    }

    public void Begin()
    {
        Count();
        _inFlight++;
    }

    public void End(bool isAnswered)
    {
        Count();
        _inFlight--;
        if (!isAnswered) return;
        _completed++;
        if (_total < MinCompleted) _total++;
    }

    private void Count()
    {
        var now = timeProvider.GetTimestamp();
        if (_inFlight > 0)
        {
            var seconds = Math.Max(timeProvider.GetElapsedTime(_countedAt, now).TotalSeconds, 0);
            var left = Math.Exp(-seconds / Memory);
            (_seconds, _completed) = (_seconds * left + seconds, _completed * left);
        }

        _countedAt = now;
    }
}
