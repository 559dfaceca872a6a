namespace Orleans.Inference.Dispatch.Replicas;

/// <summary>
/// Which worker is to load a model: one with room for it, and with little to do; where none has room, the one whose least recently used model has waited the
/// longest, as if all devices were one.
/// </summary>
internal sealed class ReplicaChoice(TimeProvider timeProvider)
{
    /// <summary>A worker that could not load a model is not asked again for so long.</summary>
    internal static readonly TimeSpan FailureRest = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(WorkerId Worker, ModelKey Model), (long At, string Reason)> _failures = [];
    private readonly Dictionary<(WorkerId Worker, ModelKey Model), long> _pending = [];

    /// <summary>Chooses; <see langword="null"/> where no worker can.</summary>
    /// <param name="model">The model and its version.</param>
    /// <param name="workers">The workers as they described themselves.</param>
    /// <param name="tried">Those that are out of the question.</param>
    public WorkerId? Choose(ModelKey model, IEnumerable<WorkerStatus> workers, IReadOnlySet<WorkerId> tried)
    {
        var candidates = from worker in workers
                         where worker.State == WorkerState.Serving && !tried.Contains(worker.Worker) && !IsResting(worker.Worker, model)
                         let status = worker.Models.FirstOrDefault(status => status.Name == model.Name && status.Version == model.Version)
                         where status is { State: ModelState.Unloaded or ModelState.Failed, Unsuitable: "" } && status.MemoryBytes <= worker.MemoryBudget
                         let hasRoom = worker.MemoryUsed + PendingBytes(worker.Worker) + status.MemoryBytes <= worker.MemoryBudget
                         orderby hasRoom descending, hasRoom ? TimeSpan.Zero : LongestIdle(worker) descending, SecondsOfWork(worker), UsedPart(worker), Random.Shared.Next()
                         select worker.Worker;
        return candidates.Select(worker => (WorkerId?)worker).FirstOrDefault();
    }

    /// <summary>Why no worker can load a model.</summary>
    public string Explain(ModelKey model, IReadOnlyCollection<WorkerStatus> workers)
    {
        var known = workers.Select(worker => new Replica(worker, worker.Models.FirstOrDefault(status => status.Name == model.Name && status.Version == model.Version)!)).Where(replica => replica.Model is not null).ToList();
        if (known.Select(replica => _failures.GetValueOrDefault((replica.Worker.Worker, model)).Reason).FirstOrDefault(reason => reason is not null) is { } failure) return $"it could not be loaded: {failure}";
        var suiting = known.Where(replica => replica.Model.Unsuitable.Length == 0).ToList();
        if (suiting.Count == 0) return known.Count == 0 ? "no worker has it" : $"it suits no worker: {known[0].Model.Unsuitable}";
        var largest = suiting.MaxBy(replica => replica.Worker.MemoryBudget);
        if (largest.Model.MemoryBytes > largest.Worker.MemoryBudget) return $"it takes {largest.Model.MemoryBytes} bytes of memory, and the largest device has {largest.Worker.MemoryBudget} bytes for models";
        return "no worker that suits it is serving";
    }

    /// <summary>A worker is being told to load a model.</summary>
    public void Begin(WorkerId worker, ModelKey model, long bytes) => _pending[(worker, model)] = bytes;

    /// <summary>It has loaded it, or not.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="model">The model and its version.</param>
    /// <param name="failure">Why not; empty where it has.</param>
    public void End(WorkerId worker, ModelKey model, string failure)
    {
        _pending.Remove((worker, model));
        if (failure.Length > 0) _failures[(worker, model)] = (timeProvider.GetTimestamp(), failure);
        else _failures.Remove((worker, model));
        foreach (var old in _failures.Where(entry => timeProvider.GetElapsedTime(entry.Value.At) >= FailureRest).Select(entry => entry.Key).ToList()) _failures.Remove(old);
    }

    private bool IsResting(WorkerId worker, ModelKey model) => _failures.TryGetValue((worker, model), out var failure) && timeProvider.GetElapsedTime(failure.At) < FailureRest;

    private long PendingBytes(WorkerId worker) => _pending.Where(entry => entry.Key.Worker == worker).Sum(entry => entry.Value);

    private static TimeSpan LongestIdle(WorkerStatus worker) => worker.Models
        .Where(static model => model is { State: ModelState.Ready, Replicas: { OnDemand: true, Min: 0 } })
        .Select(static model => model.IdleFor)
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    private static double SecondsOfWork(WorkerStatus worker) => worker.Models.Where(static model => model.Speed > 0).Sum(static model => model.Waiting / model.Speed);

    private static double UsedPart(WorkerStatus worker) => worker.MemoryBudget > 0 ? (double)worker.MemoryUsed / worker.MemoryBudget : 0;
}
