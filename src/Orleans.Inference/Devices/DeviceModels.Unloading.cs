using Orleans.Inference.Models;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceModels
{
    private static readonly TimeSpan UnloadLimit = TimeSpan.FromMinutes(1);

    private async Task<ModelOutcome> UnloadVersionAsync(ModelKey key)
    {
        var startedAt = timeProvider.GetTimestamp();
        device.Slots.Change(key, static slot => slot?.Served is null ? slot : slot with { State = ModelState.Unloading, Reason = "" });
        await announce(device);
        try
        {
            await EndServiceAsync(key).WaitAsync(UnloadLimit, timeProvider, stopping);
            return Outcome(key, ModelState.Unloaded, startedAt);
        }
        catch (TimeoutException)
        {
            return Outcome(key, ModelState.Unloading, startedAt, $"it still answers requests after {UnloadLimit}, and goes when they are done");
        }
    }

    private async Task EndServiceAsync(ModelKey key)
    {
        if (device.Slots.Find(key)?.Served is { } served) await RetireAsync(served);
        var isGone = catalog.Find(key.Name)?.TrueForAll(entry => entry.Version != key.Version) == true;
        device.Slots.Change(key, slot => isGone || slot is null ? null : slot with { State = ModelState.Unloaded, Served = null, Reason = "", Fingerprint = "", ContentHash = "" });
        LogUnloaded(key, device.Device.Name);
        await announce(device);
    }

    /// <summary>Lets a model answer what it has, and then gives its memory back.</summary>
    private async Task RetireAsync(ServedModel model)
    {
        await device.Scheduler.RetireAsync(model);
        await Task.Run(() => model.Release(device.Memory), CancellationToken.None);
    }
}
