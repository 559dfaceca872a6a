namespace Orleans.Inference.Workers;

/// <summary>
/// Lets requests that lost a worker run one after another; the others come again. One that has been running for a while without harm makes room, so that long
/// runs do not hold each other up.
/// </summary>
internal sealed class LossQuarantine(TimeProvider timeProvider)
{
    /// <summary>Within this time of being told so, the request whose turn it is must have come.</summary>
    internal static readonly TimeSpan ArrivalLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>A run of this length without harm lets the next one begin.</summary>
    internal static readonly TimeSpan RunLimit = TimeSpan.FromMilliseconds(150);

    /// <summary>The answer of one is on its way before the next one may kill what sends it.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private Guid _request;
    private long _takenUntil;

    /// <summary>Takes the turn for a request that is still to come.</summary>
    /// <returns>Whether it has it.</returns>
    public bool TryReserve(Guid request) => TryTake(request, After(ArrivalLimit));

    /// <summary>Begins the turn of a request that came, with or without having taken it before.</summary>
    /// <returns>What ends it; <see langword="null"/> when another request has it.</returns>
    public Turn? TryEnter(Guid request) => TryTake(request, long.MaxValue) ? new Turn(this, request) : null;

    private bool TryTake(Guid request, long until)
    {
        lock (_gate)
        {
            if (request != _request && timeProvider.GetTimestamp() < _takenUntil) return false;
            (_request, _takenUntil) = (request, until);
            return true;
        }
    }

    private void Limit(Guid request, TimeSpan time)
    {
        lock (_gate)
        {
            if (_request == request) _takenUntil = After(time);
        }
    }

    private long After(TimeSpan time) => timeProvider.GetTimestamp() + (long)(time.TotalSeconds * timeProvider.TimestampFrequency);

    /// <summary>The turn of one request.</summary>
    internal readonly struct Turn(LossQuarantine quarantine, Guid request) : IDisposable
    {
        /// <summary>The request has left the queue and runs.</summary>
        public void Began() => quarantine.Limit(request, RunLimit);

        public void Dispose() => quarantine.Limit(request, Grace);
    }
}
