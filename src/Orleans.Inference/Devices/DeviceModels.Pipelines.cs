using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Inference.Models;
using Orleans.Inference.Pipelines;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceModels
{
    private static readonly TimeSpan StepPeriod = TimeSpan.FromMilliseconds(100);
    private readonly PipelineNesting _nesting = new(catalog);
    private readonly ConcurrentDictionary<ModelKey, CancellationTokenSource> _waits = new();
    private readonly ConcurrentDictionary<ModelKey, TaskCompletionSource> _begun = new();

    /// <summary>Takes no turn among the loads: it takes no time of the processor, and may wait for one of them.</summary>
    /// <returns>What served the version before.</returns>
    private async Task<ServedModel?> LoadPipelineAsync(ModelRepositoryEntry entry, ModelDefinition definition, string fingerprint)
    {
        var key = KeyOf(entry);
        _nesting.DepthOf(definition);
        var steps = await WaitForStepsAsync(key, definition);
        var model = loader.CreatePipeline(definition, steps, device.Device);
        var replaced = device.SetReady(model, Slot(entry, isLoading: false) with { Fingerprint = fingerprint, MemoryBytes = 0 });
        LogPipelineReady(key, device.Device.Name, string.Join(" → ", model.Pipeline!.Steps.Select(static step => step.Model)));
        if (definition.Folder is { } folder) HashAsync(key, folder, fingerprint).Ignore();
        return replaced;
    }

    private async Task<ImmutableArray<ModelMetadata>> WaitForStepsAsync(ModelKey key, ModelDefinition definition)
    {
        var limit = definition.Configuration.LoadTimeout ?? options.LoadTimeout;
        using CancellationTokenSource late = new(limit, timeProvider);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stopping, late.Token);
        _waits[key] = giveUp;
        var missing = "";
        try
        {
            while (true)
            {
                var models = ImmutableArray.CreateBuilder<ModelMetadata>();
                foreach (var step in definition.Configuration.Steps)
                {
                    var description = PipelineStep.Describe(models.Count + 1, step);
                    var found = FindHere(step);
                    if (found is null)
                    {
                        if (!missing.StartsWith(description, StringComparison.Ordinal)) SayWaiting(key, missing = description); // a load on demand takes its time
                        (found, var reason) = await FindElsewhereAsync(step, giveUp.Token);
                        if (found is null) SayWaiting(key, missing = $"{description}: {reason}");
                    }

                    if (found is null) break;
                    models.Add(found);
                }

                if (models.Count == definition.Configuration.Steps.Length) return models.ToImmutable();
                await Task.Delay(StepPeriod, timeProvider, giveUp.Token);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new ModelLoadException(late.IsCancellationRequested
                ? $"after {limit} it still waits for {missing} (LoadTimeout says for how long it may)"
                : "it was changed while it waited for its steps");
        }
        finally
        {
            _waits.TryRemove(KeyValuePair.Create(key, giveUp));
        }
    }

    private ModelMetadata? FindHere(StepConfiguration step) => device.Slots.Find(step.Model, step.Version)?.Served?.Metadata;

    private async Task<(ModelMetadata? Found, string Reason)> FindElsewhereAsync(StepConfiguration step, CancellationToken cancellationToken)
    {
        if (device.Router is not { } router) return (null, "this device does not serve it");
        try
        {
            return (await router().GetModelAsync(step.Model, step.Version, cancellationToken), "");
        }
        catch (ModelNotFoundException)
        {
            return (null, "no worker knows it");
        }
        catch (NoWorkerException none)
        {
            return (null, none.Reason);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, exception.Message); // the dispatcher moves, or its silo died
        }
    }

    private void SayWaiting(ModelKey key, string missing)
    {
        var reason = $"it waits for {missing}";
        var before = device.Slots.Change(key, slot => slot is { Served: null } ? slot with { Reason = reason } : slot);
        if (before is { Served: null } && before.Reason != reason) announce(device).Ignore();
        if (_begun.TryGetValue(key, out var begun)) begun.TrySetResult();
    }

    /// <summary>Loads pipelines, those that are steps of others first, and does not wait for one whose steps are not on this device.</summary>
    private async Task BeginPipelinesAsync(IEnumerable<ModelRepositoryEntry> pipelines)
    {
        foreach (var entry in pipelines.OrderBy(entry => DepthOf(entry.Definition!)).ToList())
        {
            var begun = _begun[KeyOf(entry)] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.WhenAny(ChangeAsync(KeyOf(entry), isLoad: true, () => LoadVersionAsync(entry, reload: false)), begun.Task);
            _begun.TryRemove(KeyOf(entry), out _);
        }
    }

    /// <summary>A pipeline that waits for its steps gives way to what is asked for next.</summary>
    private async Task EndWaitAsync(ModelKey key)
    {
        if (!_waits.TryGetValue(key, out var giveUp)) return;
        Task? load;
        lock (_gate) load = _changes.GetValueOrDefault(key).Task;
        try
        {
            await giveUp.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }

        if (load is not null) await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private int DepthOf(ModelDefinition pipeline)
    {
        try
        {
            return _nesting.DepthOf(pipeline);
        }
        catch (ModelLoadException)
        {
            return 0; // it says so when it is loaded
        }
    }

    private static bool IsPipeline(ModelRepositoryEntry entry) => entry.Definition is { Configuration.IsPipeline: true };
}
