using System.Collections.Immutable;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Operations;

/// <summary>Has workers load and unload models, all at once, and gathers what became of it. One worker's trouble is never another's.</summary>
internal sealed partial class ModelOperations(IGrainFactory grains, RouteTableSubscription subscription)
{
    private delegate Task<ImmutableArray<ModelOutcome>> Operation(IWorkerGrain worker, CancellationToken cancellationToken);

    /// <inheritdoc cref="IInferenceClient.LoadModelAsync"/>
    public Task<ImmutableArray<ModelOutcome>> LoadAsync(string model, ModelScope scope, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken) =>
        ApplyAsync(model, scope, (worker, token) => worker.LoadModelAsync(model, scope.Version, scope.Reload, token), progress, cancellationToken);

    /// <inheritdoc cref="IInferenceClient.UnloadModelAsync"/>
    public Task<ImmutableArray<ModelOutcome>> UnloadAsync(string model, ModelScope scope, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken) =>
        ApplyAsync(model, scope, (worker, token) => worker.UnloadModelAsync(model, scope.Version, token), progress, cancellationToken);

    private async Task<ImmutableArray<ModelOutcome>> ApplyAsync(
        string model, ModelScope scope, Operation operation, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken)
    {
        var cluster = await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(cancellationToken).ConfigureAwait(false);
        var workers = Select(cluster.Workers, scope.Workers);
        if (workers.IsEmpty) throw new NoWorkerException(model, "there is no worker");
        var outcomes = await Task.WhenAll(workers.Select(worker => AskAsync(worker.Worker, model, scope, operation, progress, cancellationToken))).ConfigureAwait(false);
        await subscription.RenewAsync(cancellationToken).ConfigureAwait(false); // the caller's next request goes by what was done
        return [.. outcomes.SelectMany(static outcome => outcome)];
    }

    private async Task<ImmutableArray<ModelOutcome>> AskAsync(
        WorkerId worker, string model, ModelScope scope, Operation operation, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken)
    {
        ImmutableArray<ModelOutcome> outcomes;
        try
        {
            outcomes = await operation(grains.GetWorker(worker), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not InvalidInputException && !cancellationToken.IsCancellationRequested)
        {
            outcomes = [new() { Worker = worker, Model = new(model, scope.Version ?? ""), State = ModelState.Failed, Reason = $"the worker did not answer: {exception.Message}" }];
        }

        foreach (var outcome in outcomes) progress?.Report(outcome);
        return outcomes;
    }

    private static ImmutableArray<WorkerStatus> Select(ImmutableArray<WorkerStatus> workers, ImmutableArray<string> names)
    {
        if (names.IsEmpty) return workers;
        foreach (var name in names)
        {
            if (workers.Any(worker => IsNamed(worker, name))) continue;
            throw new InvalidInputException("worker", $"one of {string.Join(", ", workers.Select(static worker => worker.SiloName).Distinct().Concat(workers.Select(static worker => worker.Worker.ToString())))}", name);
        }

        return [.. workers.Where(worker => names.Any(name => IsNamed(worker, name)))];
    }

    private static bool IsNamed(WorkerStatus worker, string name) => worker.SiloName == name || worker.Worker.ToString() == name;
}
