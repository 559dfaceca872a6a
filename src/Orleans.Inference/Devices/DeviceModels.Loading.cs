using System.Text.Json;
using Orleans.Inference.Models;
using Orleans.Inference.Models.Repository;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceModels
{
    private async Task<ModelOutcome> LoadVersionAsync(ModelRepositoryEntry entry, bool reload)
    {
        var (key, startedAt) = (KeyOf(entry), timeProvider.GetTimestamp());
        var fingerprint = entry.Definition is null ? "" : FingerprintOf(entry.Definition);
        var known = device.Slots.Find(key);
        if (known is { State: ModelState.Ready, Served: not null } && entry.Definition is not null && !reload && known.Fingerprint == fingerprint) return Outcome(key, ModelState.Ready, startedAt);
        if (entry.Definition is not { } definition) return await FailAsync(key, startedAt, entry.Reason);
        if (WhyUnsuitable(definition) is { } unsuitable)
        {
            Describe(entry, isLoading: false);
            await announce(device);
            return Outcome(key, ModelState.Unloaded, startedAt, unsuitable);
        }

        device.Slots.Change(key, slot => slot?.Served is null ? Slot(entry, isLoading: true) : slot with { Reason = "" });
        announce(device).Ignore();
        try
        {
            var replaced = definition.Configuration.IsPipeline ? await LoadPipelineAsync(entry, definition, fingerprint) : await LoadAsync(entry, definition, fingerprint);
            if (replaced is not null) RetireAsync(replaced).Ignore();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Outcome(key, ModelState.Unloaded, startedAt, "the silo is stopping");
        }
        catch (Exception exception)
        {
            // A backend may throw anything; one model's trouble is never another's.
            return await FailAsync(key, startedAt, exception.Message);
        }

        await announce(device);
        return Outcome(key, ModelState.Ready, startedAt);
    }

    /// <returns>What served the version before.</returns>
    private async Task<ServedModel?> LoadAsync(ModelRepositoryEntry entry, ModelDefinition definition, string fingerprint)
    {
        using var turn = await turns.EnterAsync(stopping);
        var taken = ExpectedBytes(definition);
        await MakeRoomAsync(taken);
        ServedModel? model = null;
        try
        {
            var before = ProcessMemory.NativeBytes;
            model = await LoadWithinLimitAsync(definition);
            var measured = definition.Configuration.MemoryBytes ?? Math.Max(taken, MeasuredBytes(definition, model, ProcessMemory.NativeBytes - before));
            if (measured > taken) await MakeRoomAsync(measured, held: taken);
            taken = measured;
        }
        catch
        {
            model?.Session.Dispose();
            device.Memory.Release(taken);
            throw;
        }

        _measured[KeyOf(entry)] = taken;
        var slot = Slot(entry, isLoading: false) with { Fingerprint = fingerprint, MemoryBytes = taken };
        model.MemoryBytes = taken;
        var replaced = device.SetReady(model, slot);
        LogReady(definition.Name, definition.Version, device.Device.Name, string.Join(", ", model.Metadata.ExecutionProviders), model.Metadata.MaxBatchSize, model.Speed);
        if (definition.Folder is { } folder) HashAsync(KeyOf(entry), folder, fingerprint).Ignore();
        return replaced;
    }

    private async Task<ServedModel> LoadWithinLimitAsync(ModelDefinition definition)
    {
        var limit = definition.Configuration.LoadTimeout ?? options.LoadTimeout;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var load = loader.LoadAsync(definition, device.Device, UsesOf(definition), giveUp.Token);
        try
        {
            return await load.WaitAsync(limit, timeProvider, stopping);
        }
        catch (Exception exception) when (!load.IsCompleted)
        {
            await giveUp.CancelAsync();
            DisposeLateAsync(load).Ignore();
            if (exception is TimeoutException) throw new ModelLoadException($"it was not loaded after {limit}: LoadTimeout says how long it may take");
            throw;
        }
    }

    // What is said of a version may be in files beside its folder; which versions are served is no matter of one of them.
    private static string FingerprintOf(ModelDefinition definition) => definition.Folder is { } folder
        ? $"{FolderFingerprint.Of(folder)} {JsonSerializer.Serialize(definition.Configuration with { Versions = VersionPolicy.Latest() })}"
        : "";

    private ModelUses? UsesOf(ModelDefinition definition) => RuleOf(definition.Configuration) is { OnDemand: true }
        ? _uses.GetOrAdd(new(definition.Name, definition.Version), _ => new(_useClock))
        : null;

    // Whatever a load gives that nobody waits for any more.
    private static async Task DisposeLateAsync(Task<ServedModel> load) => (await load.ConfigureAwait(false)).Session.Dispose();

    private async Task<ModelOutcome> FailAsync(ModelKey key, long startedAt, string reason)
    {
        LogFailed(key, device.Device.Name, reason);
        var state = ModelState.Failed;
        device.Slots.Change(key, slot =>
        {
            if (slot?.Served is null) return (slot ?? new(key, ModelState.Failed)) with { State = ModelState.Failed, Reason = reason };
            state = slot.State;
            return slot with { Reason = $"it could not be loaded anew: {reason}" };
        });
        await announce(device);
        return Outcome(key, state, startedAt, reason);
    }

    private async Task HashAsync(ModelKey key, string folder, string fingerprint)
    {
        var hash = await ContentHash.ComputeAsync(folder, stopping).ConfigureAwait(false);
        device.Slots.Change(key, slot => slot?.Fingerprint == fingerprint ? slot with { ContentHash = hash } : slot);
    }
}
