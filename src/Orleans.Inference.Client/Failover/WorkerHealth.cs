using Orleans.Inference.Routing;

namespace Orleans.Inference.Failover;

/// <summary>
/// A worker of another process as this one sees it: the attempts that are on it, and whether it answers. Suspicion keeps requests away from it until it answers
/// again; it is local and says nothing about the worker to anybody else.
/// </summary>
internal sealed class WorkerHealth(WorkerId worker, RemoteWorker remote, Suspicions suspicions, TimeProvider timeProvider)
{
    /// <summary>A worker that had a request for this long and lives does not die of it. Its wait for a lane is in it.</summary>
    internal static readonly TimeSpan HarmLimit = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Attempt? _first;
    private long _heardAt = timeProvider.GetTimestamp();
    private long _unansweredSince;
    private volatile Verdict _suspicion;

    public WorkerId Worker { get; } = worker;

    public InferAfterLossDelegate InferAfterLossAsync { get; } = remote.InferAfterLossAsync;

    public TakeTurnDelegate TakeTurnAsync { get; } = remote.TakeTurnAsync;

    public PingDelegate PingAsync { get; } = remote.PingAsync;

    public GrainId Grain { get; } = remote.Grain;

    /// <summary>Whether requests are kept away from it.</summary>
    public bool IsSuspect => Suspicion != Verdict.None;

    /// <summary>Why requests are kept away from it.</summary>
    public Verdict Suspicion => _suspicion;

    /// <summary>Whether it does not answer, or has been late for so long that it is likely not to.</summary>
    public bool LooksSilent => _suspicion == Verdict.WorkerSilent || Unanswered(timeProvider.GetTimestamp()) >= HealthProbe.SilenceLimit / 2;

    public bool HasAttempts => Volatile.Read(ref _first) is not null;

    /// <summary>When the last probe was sent, as a timestamp.</summary>
    public long ProbedAt { get; set; }

    /// <summary>How long it has given no sign of life.</summary>
    public TimeSpan Quiet(long now) => timeProvider.GetElapsedTime(Volatile.Read(ref _heardAt), now);

    /// <summary>Whether it was heard of when it had had an attempt for so long that this would have killed it.</summary>
    public bool Survived(Attempt attempt) => timeProvider.GetElapsedTime(attempt.StartedAt, Volatile.Read(ref _heardAt)) > HarmLimit;

    /// <summary>How long a probe has been waiting for an answer; zero when none is.</summary>
    public TimeSpan Unanswered(long now) => Volatile.Read(ref _unansweredSince) is var since and not 0 ? timeProvider.GetElapsedTime(since, now) : TimeSpan.Zero;

    public void Enter(Attempt attempt)
    {
        lock (_gate)
        {
            attempt.Next = _first;
            if (_first is not null) _first.Previous = attempt;
            Volatile.Write(ref _first, attempt);
        }
    }

    /// <returns><see langword="false"/> when the attempt had been given up.</returns>
    public bool Leave(Attempt attempt)
    {
        lock (_gate)
        {
            if (attempt.Verdict != Verdict.None) return false;
            Remove(attempt);
            return true;
        }
    }

    /// <summary>A sign of life.</summary>
    public void Heard()
    {
        Volatile.Write(ref _heardAt, timeProvider.GetTimestamp());
        if (Volatile.Read(ref _unansweredSince) != 0) Volatile.Write(ref _unansweredSince, 0);
        if (IsSuspect) Suspect(Verdict.None);
    }

    /// <summary>A probe was sent.</summary>
    public void Probed(long now)
    {
        ProbedAt = now;
        Interlocked.CompareExchange(ref _unansweredSince, now, 0);
    }

    /// <summary>The wait for the answer begins anew: it was not the worker that was late.</summary>
    public void Forgive(long now)
    {
        var since = Volatile.Read(ref _unansweredSince);
        if (since != 0) Interlocked.CompareExchange(ref _unansweredSince, now, since);
    }

    /// <summary>Keeps requests away from the worker until it is heard of.</summary>
    /// <param name="why">What speaks against it.</param>
    /// <returns>Whether that is new.</returns>
    public bool Suspect(Verdict why)
    {
        var before = Interlocked.Exchange(ref _suspicion, why);
        if (before != why) suspicions.Change();
        return before == Verdict.None;
    }

    /// <summary>Gives up attempts that are on the worker; their requests are repeated elsewhere by whoever sent them.</summary>
    /// <param name="verdict">Why.</param>
    /// <param name="which">Which of them.</param>
    public void Abandon(Verdict verdict, Func<Attempt, bool> which)
    {
        List<Attempt>? abandoned = null;
        lock (_gate)
        {
            for (Attempt? attempt = _first, next; attempt is not null; attempt = next)
            {
                next = attempt.Next;
                if (!which(attempt)) continue;
                attempt.Verdict = verdict;
                Remove(attempt);
                (abandoned ??= []).Add(attempt);
            }
        }

        // Not here: what runs on a cancellation is not ours.
        foreach (var attempt in abandoned ?? []) attempt.CancelAsync().Ignore();
    }

    private void Remove(Attempt attempt)
    {
        if (attempt.Previous is { } previous) previous.Next = attempt.Next;
        else Volatile.Write(ref _first, attempt.Next);
        if (attempt.Next is { } next) next.Previous = attempt.Previous;
    }
}
