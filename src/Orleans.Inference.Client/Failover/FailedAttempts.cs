namespace Orleans.Inference.Failover;

/// <summary>What a request has behind it: the workers that did not answer, so that they are not asked again, and those that died with it.</summary>
internal sealed class FailedAttempts
{
    /// <summary>A request that was on this many workers when they died is the likely culprit, and goes to no more.</summary>
    private const int MaxDeaths = 2;

    private const int MaxWaits = 8;

    private readonly List<WorkerId> _tried = [];
    private readonly List<WorkerId> _died = [];
    private readonly List<WorkerHealth> _cutOff = [];
    private int _rounds;
    private int _waits;

    /// <summary>Why the last attempt failed.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>
    /// Whether the next attempt waits a moment: the last one did not get as far as to a worker, or its worker died, and others may be dying at this moment.
    /// </summary>
    public bool Pauses { get; private set; }

    /// <summary>Whether a worker died with it.</summary>
    public bool AnyDeath => _died.Count > 0;

    /// <summary>Whether the next worker is asked first whether it is there. Not when all were, in vain: one that is late is better than none.</summary>
    public bool AsksFirst => AnyDeath && _rounds == 0;

    /// <summary>Whether it waits for its turn at a worker. Only so often: what many lost at once is not to be late for it.</summary>
    public bool TakesTurns => AnyDeath && _waits < MaxWaits;

    /// <summary>Whether a worker it was cut off from may have died with it too, now that another one did.</summary>
    public bool HasDoubts => AnyDeath && _cutOff.Count > 0;

    /// <summary>Names the request where it takes turns.</summary>
    public Guid Turn { get; } = Guid.NewGuid();

    public bool IsGuilty => _died.Count >= MaxDeaths;

    public IReadOnlyList<WorkerId> Died => _died;

    public bool Contains(WorkerId worker) => _tried.Contains(worker);

    public void Add(WorkerId worker, string reason, bool died)
    {
        (Reason, Pauses) = (reason, died);
        _tried.Add(worker);
        if (died) _died.Add(worker);
    }

    /// <summary>An attempt failed that says nothing about its worker.</summary>
    public void Add(string reason) => (Reason, Pauses) = (reason, true);

    /// <summary>The way to a worker was lost, and it is not known what became of the worker.</summary>
    public void AddCutOff(WorkerHealth? worker)
    {
        Add("the gateway to its worker was lost");
        if (worker is not null) _cutOff.Add(worker);
    }

    /// <summary>The workers it was cut off from, which are no longer doubted.</summary>
    public WorkerHealth[] TakeDoubts()
    {
        WorkerHealth[] doubted = [.. _cutOff.Where(worker => !_died.Contains(worker.Worker))];
        _cutOff.Clear();
        return doubted;
    }

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
