using System.Collections.Concurrent;
using Orleans.Inference.Models;
using Orleans.Inference.Models.Repository;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceModels
{
    private const int MostGrowth = 4; // times its files
    private const long MostOverhead = 16 << 20;
    private static readonly TimeSpan RoomLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstUseLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RoomPeriod = TimeSpan.FromMilliseconds(10);
    private readonly ConcurrentDictionary<ModelKey, long> _measured = new();
    private readonly ConcurrentDictionary<ModelKey, ModelUses> _uses = new();
    private readonly UseClock _useClock = new();

    /// <summary>
    /// Takes memory for a model. Where too little is free, models that are loaded on demand and that nothing uses go, the one least used lately first; one that was
    /// loaded a moment ago stays, so that a device which is too small for its load does not spend its time on loading.
    /// </summary>
    /// <param name="bytes">What it takes.</param>
    /// <param name="held">What of it was taken before.</param>
    /// <exception cref="ModelLoadException">It is larger than the device, or everything on the device is in use.</exception>
    private async Task MakeRoomAsync(long bytes, long held = 0)
    {
        var memory = device.Memory;
        if (bytes > memory.Budget) throw new ModelLoadException($"it takes {bytes} bytes of memory, and {device.Device.Name} has {memory.Budget} bytes for models");
        var startedAt = timeProvider.GetTimestamp();
        while (!memory.TryTake(bytes - held))
        {
            if (TryEvict()) continue;
            if (timeProvider.GetElapsedTime(startedAt) >= RoomLimit)
            {
                throw new ModelLoadException($"it takes {bytes} bytes of memory, and of the {memory.Budget} bytes of {device.Device.Name} models that are in use take {memory.Used}");
            }

            await Task.Delay(RoomPeriod, timeProvider, stopping);
        }
    }

    private bool TryEvict()
    {
        var idle = from slot in device.Slots.All
                   where slot is { State: ModelState.Ready, Replicas: { OnDemand: true, Min: 0 } }
                   let served = slot.Served!
                   where served.Pipeline is null // which has no memory to give
                   where timeProvider.GetElapsedTime(served.ReadyAt) >= Residency(served)
                   let score = device.Scheduler.UseScore(served)
                   where score is not null
                   orderby score, served.LastUsedAt
                   select served;
        return idle.Any(TryEvict);
    }

    // The request that it was loaded for is on its way.
    private TimeSpan Residency(ServedModel served) => served.RowsRun > 0 || options.MinResidency > FirstUseLimit ? options.MinResidency : FirstUseLimit;

    private bool TryEvict(ServedModel served)
    {
        if (!device.Scheduler.TryRetire(served)) return false;
        device.Slots.Change(served.Key, slot => slot?.Served == served ? slot with { State = ModelState.Unloaded, Served = null, Fingerprint = "" } : slot);
        served.Release(device.Memory);
        LogEvicted(served.Key, device.Device.Name);
        announce(device).Ignore();
        return true;
    }

    /// <summary>
    /// What a model takes that was loaded and run: what its backend says, or what the process grew by, which is believed within reason, as others allocate too.
    /// Memory that was freed before is taken again unseen: so the most that was ever measured counts.
    /// </summary>
    private long MeasuredBytes(ModelDefinition definition, ServedModel model, long grown)
    {
        if (model.Session.MemoryBytes > 0 || definition.Folder is null || device.Device.Kind != DeviceKind.Cpu) return model.Session.MemoryBytes;
        return Math.Min(grown, FolderSize.Of(definition.Folder) * MostGrowth + MostOverhead);
    }

    private long ExpectedBytes(ModelDefinition model) => model.Configuration.MemoryBytes
        ?? (_measured.TryGetValue(new(model.Name, model.Version), out var measured) ? measured : FolderSize.Of(model.Folder));
}
