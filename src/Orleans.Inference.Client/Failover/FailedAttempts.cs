namespace Orleans.Inference.Failover;

/// <summary>What a request has behind it: the workers that did not answer, so that they are not asked again, and those that died with it.</summary>
internal sealed class FailedAttempts
{
    /// <summary>A request that was on this many workers when they died is the likely culprit, and goes to no more.</summary>
    private const int MaxDeaths = 2;

    private const int MaxWaits = 8;

    private readonly List<WorkerId> _tried = [];
    private readonly List<WorkerId> _died = [];
    private int _rounds;
    private int _waits;

    /// <summary>Why the last attempt failed.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Whether the last attempt did not get as far as to a worker.</summary>
    public bool IsOfTheWay { get; private set; }

    /// <summary>Whether a worker died with it.</summary>
    public bool AnyDeath => _died.Count > 0;

    /// <summary>Whether the next worker is asked first whether it is there. Not when all were, in vain: one that is late is better than none.</summary>
    public bool AsksFirst => AnyDeath && _rounds == 0;

    /// <summary>Whether it waits for its turn at a worker. Only so often: what many lost at once is not to be late for it.</summary>
    public bool TakesTurns => AnyDeath && _waits < MaxWaits;

    public bool IsGuilty => _died.Count >= MaxDeaths;

    public IReadOnlyList<WorkerId> Died => _died;

    public bool Contains(WorkerId worker) => _tried.Contains(worker);

    public void Add(WorkerId worker, string reason, bool died)
    {
        (Reason, IsOfTheWay) = (reason, false);
        _tried.Add(worker);
        if (died) _died.Add(worker);
    }

    /// <summary>An attempt failed that says nothing about its worker.</summary>
    public void Add(string reason) => (Reason, IsOfTheWay) = (reason, true);

    /// <summary>It was not its turn.</summary>
    public void Wait(string reason)
    {
        _waits++;
        Add(reason);
    }

    /// <summary>All workers may be asked again, except those that died with it.</summary>
    /// <returns>How many rounds there were.</returns>
    public int NextRound()
    {
        _tried.RemoveAll(worker => !_died.Contains(worker));
        return ++_rounds;
    }
}
