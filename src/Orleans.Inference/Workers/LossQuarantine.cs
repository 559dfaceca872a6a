namespace Orleans.Inference.Workers;

/// <summary>
/// Lets requests that lost a worker begin one after another; the others are turned away and come again. One that has been running for a while without harm makes
/// room, so that long runs do not hold each other up.
/// </summary>
internal sealed class LossQuarantine(TimeProvider timeProvider)
{
    /// <summary>What kills its worker does so sooner than this.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private long _enteredAt;

    /// <summary>Takes the turn.</summary>
    /// <returns>What ends it; <see langword="null"/> when another request has it.</returns>
    public Turn? TryEnter()
    {
        var now = Math.Max(1, timeProvider.GetTimestamp());
        var entered = Volatile.Read(ref _enteredAt);
        if (entered != 0 && timeProvider.GetElapsedTime(entered, now) < Limit) return null;
        return Interlocked.CompareExchange(ref _enteredAt, now, entered) == entered ? new Turn(this, now) : null;
    }

    /// <summary>The turn of one request.</summary>
    internal readonly struct Turn(LossQuarantine quarantine, long enteredAt) : IDisposable
    {
        public void Dispose() => Interlocked.CompareExchange(ref quarantine._enteredAt, 0, enteredAt);
    }
}
