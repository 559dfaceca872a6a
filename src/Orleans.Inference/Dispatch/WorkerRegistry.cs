using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orleans.Inference.Dispatch;

/// <summary>The workers that the dispatcher knows, and the routes that follow from them.</summary>
internal sealed class WorkerRegistry(TimeProvider timeProvider)
{
    // A speed is published anew when it left the band of a quarter around what was published, so that measuring does not make new tables all the time.
    private const double SpeedTolerance = 0.25;
    private readonly Dictionary<WorkerId, RegisteredWorker> _workers = [];
    private const int MaxDeparted = 32;
    private readonly Dictionary<(WorkerId Worker, ModelKey Model), double> _publishedSpeeds = [];
    private readonly LinkedList<DepartedWorker> _departed = [];

    public IReadOnlyCollection<RegisteredWorker> Registered => _workers.Values;

    /// <summary>The workers that left lately, the last one first.</summary>
    public ImmutableArray<DepartedWorker> Departed => [.. _departed];

    public ImmutableArray<WorkerStatus> Workers => [.. _workers.Values.Select(worker => worker.Status).OrderBy(worker => worker.Worker.ToString(), StringComparer.Ordinal)];

    public void Register(WorkerStatus status)
    {
        Forget(status.Worker);
        _workers[status.Worker] = new(status, timeProvider.GetTimestamp());
        foreach (var model in status.Models) _publishedSpeeds[(status.Worker, KeyOf(model))] = model.Speed;
    }

    /// <summary>Takes in a sign of life; <see langword="false"/> when the worker is not known.</summary>
    /// <param name="report">The worker's queue and speeds.</param>
    /// <param name="routesChanged">Whether a speed changed enough to be published.</param>
    public bool Report(WorkerReport report, out bool routesChanged)
    {
        routesChanged = false;
        if (!_workers.TryGetValue(report.Worker, out var known)) return false;
        var status = known.Status;
        if (status.State == WorkerState.Silent)
        {
            status = status with { State = WorkerState.Serving, StateReason = "", StateSince = timeProvider.GetUtcNow() };
            routesChanged = true;
        }

        var loads = report.Models.ToDictionary(load => load.Model);
        var models = status.Models;
        for (var i = 0; i < models.Length; i++)
        {
            if (!loads.TryGetValue(KeyOf(models[i]), out var load)) continue;
            var speed = load.Speed;
            models = models.SetItem(i, models[i] with { Speed = speed, Waiting = load.Waiting });
            ref var published = ref CollectionsMarshal.GetValueRefOrAddDefault(_publishedSpeeds, (report.Worker, KeyOf(models[i])), out _);
            if (Math.Abs(speed - published) <= published * SpeedTolerance) continue;
            published = speed;
            routesChanged = true;
        }

        _workers[report.Worker] = new(status with { QueueLength = report.QueueLength, Models = models }, timeProvider.GetTimestamp()) { OldestRun = report.OldestRun };
        return true;
    }

    /// <summary>Takes workers out of the routes that have not been heard of for some time.</summary>
    /// <returns>The workers of which that is new.</returns>
    public List<WorkerId> Silence(TimeSpan limit)
    {
        List<WorkerId> silent = [];
        foreach (var (worker, known) in _workers)
        {
            var quiet = timeProvider.GetElapsedTime(known.HeardAt);
            if (quiet >= limit && known.Status.State == WorkerState.Serving) silent.Add(worker);
        }

        foreach (var worker in silent)
        {
            var known = _workers[worker];
            var reason = $"it gave no sign of life for {limit.TotalSeconds:0} s";
            _workers[worker] = known with { Status = known.Status with { State = WorkerState.Silent, StateReason = reason, StateSince = timeProvider.GetUtcNow() } };
        }

        return silent;
    }

    /// <summary>Drops a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="reason">Why, for people.</param>
    /// <returns>Whether it was known.</returns>
    public bool Unregister(WorkerId worker, string reason)
    {
        if (Forget(worker) is not { } known) return false;
        _departed.AddFirst(new DepartedWorker(worker, known.Status.SiloName, reason, timeProvider.GetUtcNow()));
        if (_departed.Count > MaxDeparted) _departed.RemoveLast();
        return true;
    }

    /// <summary>Who serves what, as it follows from what the workers said.</summary>
    public List<ModelRoute> BuildRoutes() => [.. _workers.Values
        .Select(worker => worker.Status)
        .SelectMany(worker => worker.Models, (worker, model) => (Worker: worker, Model: model))
        .GroupBy(entry => KeyOf(entry.Model))
        .Select(BuildRoute)];

    private ModelRoute BuildRoute(IGrouping<ModelKey, (WorkerStatus Worker, ModelStatus Model)> entries)
    {
        var ready = entries
            .Where(entry => entry.Model.State == ModelState.Ready && entry.Worker.State == WorkerState.Serving)
            .OrderBy(entry => entry.Worker.Worker.ToString(), StringComparer.Ordinal)
            .ToList();
        return new()
        {
            Key = entries.Key,
            Metadata = ready.FirstOrDefault().Model?.Metadata,
            // While a worker loads it, only those that are ready know what its model.json says.
            DispatchPolicy = (ready.FirstOrDefault().Model ?? entries.First().Model).DispatchPolicy,
            Hedge = ready.Any(entry => entry.Model.Hedge),
            Workers = [.. ready.Select(entry => new WorkerRoute(entry.Worker.Worker, _publishedSpeeds[(entry.Worker.Worker, entries.Key)], entry.Worker.Location))],
            Unavailable = ready.Count > 0 ? "" : Describe(entries.First().Worker, entries.First().Model),
        };
    }

    private static string Describe(WorkerStatus worker, ModelStatus model) => model.State switch
    {
        ModelState.Failed => $"it failed to load: {model.Reason}",
        ModelState.Ready => $"the worker {worker.Worker} is {worker.State}: {worker.StateReason}",
        _ => "it is being loaded",
    };

    private RegisteredWorker? Forget(WorkerId worker)
    {
        if (!_workers.Remove(worker, out var known)) return null;
        foreach (var model in known.Status.Models) _publishedSpeeds.Remove((worker, KeyOf(model)));
        return known;
    }

    private static ModelKey KeyOf(ModelStatus model) => new(model.Name, model.Version);
}
