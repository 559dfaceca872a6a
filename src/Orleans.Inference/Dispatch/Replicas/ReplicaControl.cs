using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Dispatch.Replicas;

/// <summary>Has workers load and unload the models whose workers the dispatcher chooses.</summary>
/// <remarks>Not for use by several threads; what it awaits comes back to the scheduler that it was called on.</remarks>
internal sealed partial class ReplicaControl(WorkerRegistry registry, IGrainFactory grains, TimeProvider timeProvider, ILogger logger)
{
    private readonly ReplicaChoice _choice = new(timeProvider);
    private readonly Dictionary<ModelKey, Task> _changes = [];
    private ReplicaPlanner? _planner;

    /// <summary>Does what is to be done now.</summary>
    public void Reconcile()
    {
        if (!registry.AnyPlaced) return;
        _planner ??= new(_choice, timeProvider);
        foreach (var change in _planner.Plan(registry.Workers, IsChanging)) _changes[change.Model] = ApplyAsync(change);
    }

    /// <inheritdoc cref="IDispatcherGrain.DemandAsync"/>
    public Task DemandAsync(ModelKey model)
    {
        if (StatesOf(model).Contains(ModelState.Ready)) return Task.CompletedTask;
        if (!IsChanging(model)) _changes[model] = LoadSomewhereAsync(model);
        return _changes[model];
    }

    private bool IsChanging(ModelKey model)
    {
        foreach (var done in _changes.Where(static change => change.Value.IsCompleted).Select(static change => change.Key).ToList()) _changes.Remove(done);
        return _changes.ContainsKey(model);
    }

    private async Task ApplyAsync(ReplicaChange change)
    {
        LogChange(change.Model, change.IsLoad ? "loaded on" : "unloaded from", change.Worker, change.Reason);
        if (change.IsLoad) await LoadAsync(change.Worker, change.Model);
        else await TellAsync(change.Worker, change.Model, isLoad: false);
    }

    private async Task LoadSomewhereAsync(ModelKey model)
    {
        if (StatesOf(model).Count == 0) throw new ModelNotFoundException(model.Name, model.Version, []);
        HashSet<WorkerId> tried = [];
        while (_choice.Choose(model, registry.Workers, tried) is { } worker)
        {
            if (await LoadAsync(worker, model)) return;
            tried.Add(worker);
        }

        throw new NoWorkerException(model.Name, _choice.Explain(model, registry.Workers));
    }

    private async Task<bool> LoadAsync(WorkerId worker, ModelKey model)
    {
        var bytes = registry.Find(worker, model)?.MemoryBytes ?? 0;
        _choice.Begin(worker, model, bytes);
        var failure = await TellAsync(worker, model, isLoad: true);
        _choice.End(worker, model, failure);
        return failure.Length == 0;
    }

    /// <returns>Why it was not done; empty where it was.</returns>
    private async Task<string> TellAsync(WorkerId worker, ModelKey model, bool isLoad)
    {
        try
        {
            return (await grains.GetWorker(worker).PlaceAsync(model, isLoad)).Reason;
        }
        catch (Exception exception)
        {
            LogNotDone(model, worker, exception);
            return exception.Message;
        }
    }

    private List<ModelState> StatesOf(ModelKey model) => [.. registry.Registered
        .Where(static worker => worker.Status.State == WorkerState.Serving)
        .Select(worker => registry.Find(worker.Status.Worker, model))
        .Where(static status => status is not null)
        .Select(static status => status!.State)];

    [LoggerMessage(1, LogLevel.Information, "Model {Model} is {Change} the worker {Worker}: {Reason}")]
    private partial void LogChange(ModelKey model, string change, WorkerId worker, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The worker {Worker} did not answer when told to load or unload {Model}")]
    private partial void LogNotDone(ModelKey model, WorkerId worker, Exception exception);
}
