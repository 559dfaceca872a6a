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

    // Who has a model, and where it stands among the worker's models.
    private readonly Dictionary<ModelKey, Dictionary<WorkerId, int>> _places = [];
    private readonly Dictionary<(WorkerId Worker, ModelKey Model), double> _publishedSpeeds = [];
    private readonly HashSet<ModelKey> _touched = [];
    private readonly LinkedList<DepartedWorker> _departed = [];

    public IReadOnlyCollection<RegisteredWorker> Registered => _workers.Values;

    /// <summary>The workers that left lately, the last one first.</summary>
    public ImmutableArray<DepartedWorker> Departed => [.. _departed];

    public ImmutableArray<WorkerStatus> Workers => [.. _workers.Values.Select(worker => worker.Status).OrderBy(worker => worker.Worker.ToString(), StringComparer.Ordinal)];

    /// <summary>Whether the dispatcher chooses the workers of any model.</summary>
    public bool AnyPlaced => _workers.Values.Any(static worker => worker.Status.Models.Any(static model => model.Replicas.IsPlaced));

    /// <summary>A model on a worker; <see langword="null"/> where the worker does not have it.</summary>
    public ModelStatus? Find(WorkerId worker, ModelKey model) =>
        _places.TryGetValue(model, out var places) && places.TryGetValue(worker, out var place) ? _workers[worker].Status.Models[place] : null;

    /// <summary>Whether routes may have changed since <see cref="TakeChanges"/>.</summary>
    public bool HasChanges => _touched.Count > 0;

    /// <summary>Takes in what a worker says of itself, unless it said something newer before: messages overtake each other, and some are lost.</summary>
    public void Register(WorkerStatus status)
    {
        if (_workers.TryGetValue(status.Worker, out var known) && known.Status.Revision > status.Revision && Equals(known.Status.Host, status.Host)) return;
        Forget(status.Worker);
        _workers[status.Worker] = new(status, timeProvider.GetTimestamp());
        for (var i = 0; i < status.Models.Length; i++)
        {
            var key = KeyOf(status.Models[i]);
            _publishedSpeeds[(status.Worker, key)] = status.Models[i].Speed;
            if (!_places.TryGetValue(key, out var places)) _places.Add(key, places = []);
            places[status.Worker] = i;
            _touched.Add(key);
        }
    }

    /// <summary>Takes in a sign of life; <see langword="false"/> when the worker is not known, or not its newest status.</summary>
    /// <param name="report">The worker's queue and speeds.</param>
    public bool Report(WorkerReport report)
    {
        if (!_workers.TryGetValue(report.Worker, out var known)) return false;
        var status = known.Status;
        if (status.State == WorkerState.Silent)
        {
            status = status with { State = WorkerState.Serving, StateReason = "", StateSince = timeProvider.GetUtcNow() };
            Touch(status);
        }

        var models = status.Models.ToArray();
        foreach (var load in report.Models)
        {
            if (!_places.TryGetValue(load.Model, out var places) || !places.TryGetValue(report.Worker, out var place)) continue;
            if (models[place].Replicas.IsPlaced) models[place] = models[place] with { IdleFor = load.IdleFor, RowsRun = load.RowsRun };
            if (models[place].Speed != load.Speed || models[place].Waiting != load.Waiting) models[place] = models[place] with { Speed = load.Speed, Waiting = load.Waiting };
            ref var published = ref CollectionsMarshal.GetValueRefOrAddDefault(_publishedSpeeds, (report.Worker, load.Model), out _);
            if (Math.Abs(load.Speed - published) <= published * SpeedTolerance) continue;
            published = load.Speed;
            _touched.Add(load.Model);
        }

        status = status with { QueueLength = report.QueueLength, Models = ImmutableCollectionsMarshal.AsImmutableArray(models) };
        _workers[report.Worker] = new(status, timeProvider.GetTimestamp()) { OldestRun = report.OldestRun };
        return status.Revision >= report.Revision;
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
            Touch(known.Status);
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

    /// <summary>The routes that may have changed since the last time; <see langword="null"/> for a model that nobody knows any more.</summary>
    public List<KeyValuePair<ModelKey, ModelRoute?>> TakeChanges()
    {
        List<KeyValuePair<ModelKey, ModelRoute?>> changes = [.. _touched.Select(model => KeyValuePair.Create(model, BuildRoute(model)))];
        _touched.Clear();
        return changes;
    }

    /// <summary>All routes, for a table that is begun anew.</summary>
    public List<KeyValuePair<ModelKey, ModelRoute?>> TakeAll()
    {
        _touched.Clear();
        return [.. _places.Keys.Select(model => KeyValuePair.Create(model, BuildRoute(model)))];
    }

    private ModelRoute? BuildRoute(ModelKey key)
    {
        if (!_places.TryGetValue(key, out var places)) return null;
        var ready = ImmutableArray.CreateBuilder<WorkerRoute>(places.Count);
        var unit = UnitOfDeclared(key, places);
        ModelStatus? first = null;
        var (hedge, onDemand, unavailable, stepsElsewhere) = (false, false, "", int.MaxValue);
        foreach (var (worker, place) in places)
        {
            var status = _workers[worker].Status;
            var model = status.Models[place];
            onDemand |= model is { Replicas.OnDemand: true, Unsuitable: "" };
            if (model.State == ModelState.Ready && status.State == WorkerState.Serving)
            {
                // Where all steps of a pipeline are on one worker, no tensor between them crosses a wire.
                if (model.StepsElsewhere > stepsElsewhere) continue;
                if (model.StepsElsewhere < stepsElsewhere) ready.Clear();
                stepsElsewhere = model.StepsElsewhere;
                if (ready.Count == 0) first = model; // only those that are ready know what its model.json says
                ready.Add(new(worker, _publishedSpeeds[(worker, key)] is > 0 and var speed ? speed : model.DeclaredSpeed * unit, status.Location, status.Data));
                hedge |= model.Hedge;
            }
            else if (first is null)
            {
                (first, unavailable) = (model, Describe(status, model));
            }
        }

        return new()
        {
            Key = key,
            Metadata = ready.Count > 0 ? first!.Metadata : null,
            DispatchPolicy = first!.DispatchPolicy,
            Unavailable = ready.Count > 0 ? "" : unavailable,
            Workers = ready.DrainToImmutable(),
            Hedge = hedge,
            OnDemand = onDemand,
        };
    }

    // What a worker says of its speed is in units of its own. Beside others that were measured, it counts as they would have.
    private double UnitOfDeclared(ModelKey key, Dictionary<WorkerId, int> places)
    {
        var (measured, declared) = (0.0, 0.0);
        foreach (var (worker, place) in places)
        {
            if (_workers[worker].Status.Models[place].DeclaredSpeed is not (> 0 and var said) || _publishedSpeeds[(worker, key)] is not (> 0 and var speed)) continue;
            (measured, declared) = (measured + speed, declared + said);
        }

        return declared > 0 ? measured / declared : 1;
    }

    private static string Describe(WorkerStatus worker, ModelStatus model) => model.State switch
    {
        ModelState.Failed => $"it failed to load: {model.Reason}",
        ModelState.Ready => $"the worker {worker.Worker} is {worker.State}: {worker.StateReason}",
        ModelState.Loading => model.Reason.Length > 0 ? $"it is being loaded: {model.Reason}" : "it is being loaded",
        ModelState.Unloading => "it is being unloaded",
        _ when model.Unsuitable.Length > 0 => $"it suits no worker: {model.Unsuitable}",
        _ => "it is not loaded",
    };

    private void Touch(WorkerStatus status)
    {
        foreach (var model in status.Models) _touched.Add(KeyOf(model));
    }

    private RegisteredWorker? Forget(WorkerId worker)
    {
        if (!_workers.Remove(worker, out var known)) return null;
        Touch(known.Status);
        foreach (var model in known.Status.Models)
        {
            var key = KeyOf(model);
            _publishedSpeeds.Remove((worker, key));
            if (_places.TryGetValue(key, out var places) && places.Remove(worker) && places.Count == 0) _places.Remove(key);
        }

        return known;
    }

    private static ModelKey KeyOf(ModelStatus model) => new(model.Name, model.Version);
}
