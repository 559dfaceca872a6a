namespace Orleans.Inference.Dispatch.Replicas;

/// <summary>
/// Finds what is to be loaded and unloaded of the models whose workers the dispatcher chooses: what is below its minimum is loaded, what has a long queue gets one
/// more worker, what has more workers than it needs or is used by nobody loses one.
/// </summary>
/// <remarks>A replica is added when the queue has been long for several looks, and taken away when the others could have done its work for a while: it does not flap.</remarks>
internal sealed class ReplicaPlanner(ReplicaChoice choice, TimeProvider timeProvider)
{
    /// <summary>A queue that takes longer than this is long.</summary>
    internal static readonly TimeSpan LongQueue = TimeSpan.FromMilliseconds(200);

    /// <summary>For this long it must have been, before a worker is added.</summary>
    internal static readonly TimeSpan HotPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>For this long the others could have done a replica's work before it is taken away.</summary>
    internal static readonly TimeSpan CoolPeriod = TimeSpan.FromSeconds(15);

    // The part of their speed that the others are to need at most, when one is taken away.
    private const double MaxUtilization = 0.6;
    private readonly Dictionary<ModelKey, ModelDemandHistory> _history = [];

    /// <summary>What is to be done now.</summary>
    /// <param name="workers">The workers as they described themselves.</param>
    /// <param name="isChanging">Whether a change of a model is under way.</param>
    public List<ReplicaChange> Plan(IReadOnlyCollection<WorkerStatus> workers, Func<ModelKey, bool> isChanging)
    {
        List<ReplicaChange> changes = [];
        var serving = workers.Where(worker => worker.State == WorkerState.Serving).ToList();
        var placed = serving.SelectMany(worker => worker.Models.Where(model => model.Replicas.IsPlaced).Select(model => new Replica(worker, model))).GroupBy(replica => replica.Key).ToList();
        foreach (var model in placed)
        {
            if (!_history.TryGetValue(model.Key, out var history)) _history.Add(model.Key, history = new(timeProvider));
            var ready = model.Where(replica => replica.Model.State == ModelState.Ready).ToList();
            history.Look(ready);
            if (isChanging(model.Key) || model.Any(replica => replica.Model.State is ModelState.Loading or ModelState.Unloading)) continue;
            if (Plan(model.Key, ready, model.First().Model.Replicas, history, serving) is { } change) changes.Add(change);
        }

        foreach (var gone in _history.Keys.Except(placed.Select(model => model.Key)).ToList()) _history.Remove(gone);
        return changes;
    }

    private ReplicaChange? Plan(ModelKey model, List<Replica> ready, ReplicaRule rule, ModelDemandHistory history, List<WorkerStatus> workers)
    {
        if (ready.Count < rule.Min) return Load($"it has {ready.Count} of at least {rule.Min} replicas");
        if (ready.Count > rule.Max) return Unload(ready, $"it has {ready.Count} of at most {rule.Max} replicas");
        if (ready.Count > 0 && ready.Count < rule.Max && history.HotFor >= HotPeriod) return Load($"what waits for it takes {history.QueueTime.TotalSeconds:0.0} s");
        if (ready.Count <= rule.Min) return null;
        var idle = ready.Where(replica => replica.Model.IdleFor >= rule.IdleTimeout).ToList();
        if (idle.Count > 0 && (rule.OnDemand || ready.Count > 1)) return Unload(idle, $"nobody used it for {rule.IdleTimeout}");
        var isSpare = ready.Count > 1 && history.RowsPerSecond <= MaxUtilization * (ready.Sum(replica => replica.Model.Speed) - ready.Max(replica => replica.Model.Speed));
        return history.IsCool(isSpare, CoolPeriod) ? Unload(ready, "the others are enough") : null;

        ReplicaChange? Load(string reason) => choice.Choose(model, workers, new HashSet<WorkerId>()) is { } worker ? new(worker, model, true, reason) : null;

        ReplicaChange Unload(List<Replica> candidates, string reason) => new(candidates.MaxBy(replica => replica.Worker.QueueLength)!.Worker.Worker, model, false, reason);
    }
}
