namespace Orleans.Inference.Failover;

/// <summary>What a request has behind it: the workers that did not answer, so that they are not asked again, and those that died with it.</summary>
internal sealed class FailedAttempts
{
    /// <summary>A request that was on this many workers when they died is the likely culprit, and goes to no more.</summary>
    /// <remarks>
    /// One death that speaks for chance is excused: others may be killing workers at the same time. So a culprit that takes its time, or comes in a crowd, costs
    /// a third worker.
    /// </remarks>
    private const int MaxDeaths = 2;

    private const int MaxWaits = 16;

    private readonly List<WorkerId> _tried = [];
    private readonly List<WorkerId> _died = [];
    private readonly List<WorkerHealth> _cutOff = [];
    private int _rounds;
    private int _waits;
    private bool _isExcused;

    /// <summary>Why the last attempt failed.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>
    /// Whether the next attempt waits a moment: the last one did not get as far as to a worker, or its worker died, and others may be dying at this moment.
    /// </summary>
    public bool Pauses { get; private set; }

    /// <summary>Whether a worker died with it.</summary>
    public bool AnyDeath => _died.Count > 0;

    /// <summary>Whether a worker gave it back because it is served sooner elsewhere: none does it again.</summary>
    public bool WasMoved { get; private set; }

    /// <summary>Whether there is a worker that is not to be asked again.</summary>
    public bool AnyTried => _tried.Count > 0;

    /// <summary>Whether the next worker is asked first whether it is there. Not when all were, in vain: one that is late is better than none.</summary>
    public bool AsksFirst => AnyDeath && _rounds == 0;

    /// <summary>
    /// Whether it waits for its turn at a worker. Only so often, as what many lost at once is not to be late for it; but always when the next death convicts it.
    /// </summary>
    public bool TakesTurns => AnyDeath && (_isExcused || _waits < MaxWaits);

    /// <summary>Whether a worker it was cut off from may have died with it too, now that another one did.</summary>
    public bool HasDoubts => AnyDeath && _cutOff.Count > 0;

    /// <summary>Names the request where it takes turns.</summary>
    public Guid Turn { get; } = Guid.NewGuid();

    public bool IsGuilty => _died.Count - (_isExcused ? 1 : 0) >= MaxDeaths;

    public IReadOnlyList<WorkerId> Died => _died;

    public bool Contains(WorkerId worker) => _tried.Contains(worker);

    /// <summary>A worker failed the request, and lives.</summary>
    public void Add(WorkerId worker, string reason)
    {
        (Reason, Pauses) = (reason, false);
        _tried.Add(worker);
    }

    /// <summary>A worker died while it had the request.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="reason">What happened.</param>
    /// <param name="wasUnharmed">Whether it had the request for long without harm.</param>
    public void AddDeath(WorkerId worker, string reason, bool wasUnharmed)
    {
        // It was not alone on the worker, or did not kill it as what kills does.
        _isExcused |= AnyDeath && (wasUnharmed || !TakesTurns);
        (Reason, Pauses) = (reason, true);
        _tried.Add(worker);
        _died.Add(worker);
    }

    /// <summary>A worker gave it back unbegun.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="goesElsewhere">Whether another worker is to have it; else it goes back to that one, and stays.</param>
    public void AddMove(WorkerId worker, bool goesElsewhere)
    {
        WasMoved = true;
        (Reason, Pauses) = ($"the worker {worker} gave it back", false);
        if (goesElsewhere) _tried.Add(worker);
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
