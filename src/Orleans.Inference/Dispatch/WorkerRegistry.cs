using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orleans.Inference.Dispatch;

/// <summary>The workers that the dispatcher knows, and the routes that follow from them.</summary>
internal sealed class WorkerRegistry
{
    // A speed is published anew when it left the band of a quarter around what was published, so that measuring does not make new tables all the time.
    private const double SpeedTolerance = 0.25;
    private readonly Dictionary<WorkerId, WorkerStatus> _workers = [];
    private readonly Dictionary<(WorkerId Worker, ModelKey Model), double> _publishedSpeeds = [];

    public ImmutableArray<WorkerStatus> Workers => [.. _workers.Values.OrderBy(worker => worker.Worker.ToString(), StringComparer.Ordinal)];

    public void Register(WorkerStatus status)
    {
        Unregister(status.Worker);
        _workers[status.Worker] = status;
        foreach (var model in status.Models) _publishedSpeeds[(status.Worker, KeyOf(model))] = model.Speed;
    }

    /// <summary>Takes in a sign of life; <see langword="false"/> when the worker is not known.</summary>
    /// <param name="report">The worker's queue and speeds.</param>
    /// <param name="routesChanged">Whether a speed changed enough to be published.</param>
    public bool Report(WorkerReport report, out bool routesChanged)
    {
        routesChanged = false;
        if (!_workers.TryGetValue(report.Worker, out var status)) return false;
        var speeds = report.Speeds.ToDictionary(speed => speed.Model, speed => speed.Speed);
        var models = status.Models;
        for (var i = 0; i < models.Length; i++)
        {
            if (!speeds.TryGetValue(KeyOf(models[i]), out var speed)) continue;
            models = models.SetItem(i, models[i] with { Speed = speed });
            ref var published = ref CollectionsMarshal.GetValueRefOrAddDefault(_publishedSpeeds, (report.Worker, KeyOf(models[i])), out _);
            if (Math.Abs(speed - published) <= published * SpeedTolerance) continue;
            published = speed;
            routesChanged = true;
        }

        _workers[report.Worker] = status with { QueueLength = report.QueueLength, Models = models };
        return true;
    }

    public bool Unregister(WorkerId worker)
    {
        if (!_workers.Remove(worker, out var status)) return false;
        foreach (var model in status.Models) _publishedSpeeds.Remove((worker, KeyOf(model)));
        return true;
    }

    /// <summary>Drops the workers that do not fulfil a condition.</summary>
    /// <returns>The workers dropped.</returns>
    public List<WorkerId> Keep(Func<WorkerId, bool> condition)
    {
        List<WorkerId> dropped = [.. _workers.Keys.Where(worker => !condition(worker))];
        foreach (var worker in dropped) Unregister(worker);
        return dropped;
    }

    /// <summary>Who serves what, as it follows from what the workers said.</summary>
    public List<ModelRoute> BuildRoutes() => [.. _workers.Values
        .SelectMany(worker => worker.Models, (worker, model) => (Worker: worker.Worker, Model: model))
        .GroupBy(entry => KeyOf(entry.Model))
        .Select(BuildRoute)];

    private ModelRoute BuildRoute(IGrouping<ModelKey, (WorkerId Worker, ModelStatus Model)> entries)
    {
        var ready = entries.Where(entry => entry.Model.State == ModelState.Ready).OrderBy(entry => entry.Worker.ToString(), StringComparer.Ordinal).ToList();
        return new()
        {
            Key = entries.Key,
            Metadata = ready.FirstOrDefault().Model?.Metadata,
            DispatchPolicy = entries.First().Model.DispatchPolicy,
            Workers = [.. ready.Select(entry => new WorkerRoute(entry.Worker, _publishedSpeeds[(entry.Worker, entries.Key)]))],
            Unavailable = ready.Count > 0 ? "" : Describe(entries.First().Model),
        };
    }

    private static string Describe(ModelStatus model) => model.State == ModelState.Failed ? $"it failed to load: {model.Reason}" : "it is being loaded";

    private static ModelKey KeyOf(ModelStatus model) => new(model.Name, model.Version);
}
