using System.Collections.Immutable;
using Orleans.Inference.Models;

namespace Orleans.Inference.Devices;

internal sealed partial class ServedDevice
{
    public WorkerStatus GetStatus() => new()
    {
        Revision = Slots.Revision, // read first: what changes meanwhile is told again
        Worker = Worker,
        SiloName = _siloName,
        Device = Device.ToString(),
        QueueLength = Scheduler.QueueLength,
        State = _wedged.Length > 0 ? WorkerState.Wedged : WorkerState.Serving,
        StateReason = _wedged,
        StateSince = _since,
        Location = _location,
        Data = Data?.Invoke(),
        Models = [.. Slots.All.Select(ToStatus)],
        MemoryBudget = Memory.Budget,
        MemoryUsed = Memory.Used,
    };

    public WorkerReport GetReport() => new(Worker, Scheduler.QueueLength, [.. ServedModels.Select(model =>
        new ModelLoad(model.Key, Scheduler.SpeedOf(model), Scheduler.WaitingFor(model), Scheduler.IdleTime(model), model.RowsRun))],
        Scheduler.OldestRun,
        Slots.Revision);

    /// <inheritdoc cref="IWorkerGrain.GetStatisticsAsync"/>
    public ImmutableArray<ModelStatistics> GetStatistics(string? model, string? version) =>
    [
        .. (model is null ? Slots.All : Slots.Versions(model))
            .Where(slot => version is null || slot.Key.Version == version)
            .Select(static slot => slot.Served)
            .OfType<ServedModel>()
            .Select(Scheduler.StatisticsOf),
    ];

    private ModelStatus ToStatus(ModelSlot slot) => new()
    {
        Name = slot.Key.Name,
        Version = slot.Key.Version,
        State = slot.State,
        Reason = slot.Reason,
        Metadata = slot.Served?.Metadata,
        Speed = slot.Served is { } fast ? Scheduler.SpeedOf(fast) : 0,
        DispatchPolicy = slot.Served?.DispatchPolicy ?? DispatchPolicy,
        Hedge = slot.Served is { Hedge: true },
        Waiting = slot.Served is { } awaited ? Scheduler.WaitingFor(awaited) : 0,
        Replicas = slot.Replicas,
        Unsuitable = slot.Unsuitable,
        MemoryBytes = slot.MemoryBytes,
        ContentHash = slot.ContentHash,
        IdleFor = slot.Served is { } idle ? Scheduler.IdleTime(idle) : TimeSpan.Zero,
        RowsRun = slot.Served?.RowsRun ?? 0,
        StepsElsewhere = slot.Served is { } routed ? StepsElsewhere(routed) : 0,
    };
}
