namespace Orleans.Inference.Failover;

/// <summary>
/// How many attempts may be repeated: a share of the requests of the last ten seconds, and a few for processes that send little. It keeps a cluster that is in
/// trouble from drowning in repetitions.
/// </summary>
/// <remarks>The rule is that of Finagle's <c>RetryBudget</c>: deposits of a share of each request that expire, over a minimum.</remarks>
internal sealed class RetryBudget(TimeProvider timeProvider, double share = RetryBudget.Share, int reserve = RetryBudget.Reserve)
{
    /// <summary>Attempts that may be repeated for each request.</summary>
    public const double Share = 0.2;

    /// <summary>Attempts that may be repeated in ten seconds whatever the number of requests.</summary>
    public const int Reserve = 100;

    private const int Seconds = 10;
    private readonly Lock _gate = new();
    private readonly Second[] _seconds = [.. Enumerable.Range(0, Seconds).Select(_ => new Second())];

    /// <summary>A request begins.</summary>
    public void Deposit() => Interlocked.Increment(ref Current().Requests);

    /// <summary>Whether an attempt may be repeated; to be asked before each.</summary>
    /// <param name="part">How much of the budget there is for this kind of repetition: what can do without leaves the rest to what cannot.</param>
    public bool TryWithdraw(double part = 1)
    {
        var current = Current();
        lock (_gate)
        {
            var oldest = current.Number - Seconds;
            var (requests, repeats) = (0, 0);
            foreach (var second in _seconds)
            {
                if (second.Number <= oldest) continue;
                requests += Volatile.Read(ref second.Requests);
                repeats += second.Repeats;
            }

            if (repeats >= (reserve + requests * share) * part) return false;
            current.Repeats++;
            return true;
        }
    }

    private Second Current()
    {
        var number = timeProvider.GetTimestamp() / timeProvider.TimestampFrequency;
        var second = _seconds[number % Seconds];
        if (second.Number != number) Renew(second, number);
        return second;
    }

    private void Renew(Second second, long number)
    {
        lock (_gate)
        {
            if (second.Number == number) return;
            (second.Requests, second.Repeats) = (0, 0);
            second.Number = number;
        }
    }

    private sealed class Second
    {
        public long Number;
        public int Requests;
        public int Repeats;
    }
}
