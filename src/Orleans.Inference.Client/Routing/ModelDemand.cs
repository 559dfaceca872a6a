using System.Collections.Concurrent;

namespace Orleans.Inference.Routing;

/// <summary>Has models loaded that are loaded by their first request. Requests that wait for the same model share one call of the dispatcher.</summary>
internal sealed class ModelDemand(IGrainFactory grains, RouteTableSubscription subscription, TimeProvider timeProvider)
{
    /// <summary>A dispatcher is asked again after this time, load or no load: an Orleans client is never told that the one which it asked died.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<ModelKey, Task> _loads = new();

    /// <summary>Waits within a call's deadline until a worker serves a model.</summary>
    /// <returns>The model as the table has it then.</returns>
    /// <exception cref="NoWorkerException">No worker can load it; says why.</exception>
    /// <exception cref="DeadlineExceededException">It took too long.</exception>
    public async ValueTask<RoutedModel> LoadAsync(InferenceCall call, RoutedModel model, CancellationToken cancellationToken)
    {
        using var deadline = Deadline.Start(call.Remaining, timeProvider, cancellationToken);
        try
        {
            return await LoadAsync(model, call.Model, call.Version, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw call.DeadlineExceeded();
        }
    }

    /// <summary>Waits until a worker serves a model.</summary>
    /// <param name="model">The model as the table has it.</param>
    /// <param name="name">The name asked for.</param>
    /// <param name="version">The version asked for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The model as the table has it then.</returns>
    public async ValueTask<RoutedModel> LoadAsync(RoutedModel model, string name, string? version, CancellationToken cancellationToken)
    {
        while (model is { Destinations.IsEmpty: true, Route.OnDemand: true })
        {
            try
            {
                await Share(model.Route.Key).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not InferenceException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false); // the dispatcher moves, or its silo died
            }

            await subscription.RenewAsync(cancellationToken).ConfigureAwait(false);
            model = subscription.Table.Find(name, version);
        }

        return model;
    }

    private Task Share(ModelKey model)
    {
        if (_loads.TryGetValue(model, out var running) && !running.IsCompleted) return running;
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = _loads.AddOrUpdate(model, begun.Task, (_, known) => known.IsCompleted ? begun.Task : known);
        if (load == begun.Task) AskAsync(model, begun).Ignore();
        return load;
    }

    private async Task AskAsync(ModelKey model, TaskCompletionSource begun)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, timeProvider);
            await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).DemandAsync(model, patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            begun.SetResult();
        }
        catch (Exception exception)
        {
            begun.SetException(exception);
            begun.Task.Ignore();
        }
        finally
        {
            _loads.TryRemove(KeyValuePair.Create(model, begun.Task));
        }
    }
}
