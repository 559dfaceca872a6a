using System.Collections.Immutable;
using System.Globalization;
using Orleans.Inference.Devices.Claims;

namespace Orleans.Inference.Devices;

/// <summary>Takes the devices that the options ask for, if no other silo of this host owns them.</summary>
internal sealed class DeviceSelection(InferenceOptions options, IReadOnlyList<string> gpus, DeviceClaims claims)
{
    /// <summary>The most CPU devices that are tried before the host is said to have none left.</summary>
    private const int MaxCpus = 1024;

    private readonly List<Device> _devices = [];

    /// <exception cref="DeviceClaimException">A device is owned by another silo.</exception>
    public ImmutableArray<Device> Take()
    {
        // Those that are named first: auto and fallbacks choose among what is left.
        foreach (var (wanted, name) in options.Devices.Select(wanted => (wanted, Name: Find(wanted))).OrderBy(device => device.Name is null))
        {
            if (wanted.Name == DeviceName.None) continue;
            if (name is { } named) Take(wanted, named);
            else if (wanted.Name == DeviceName.Auto && gpus.Count > 0) TakeFreeGpus(wanted);
            else TakeFreeCpu(wanted);
        }

        return [.. _devices];
    }

    private DeviceName? Find(DeviceOptions wanted) =>
        DeviceName.TryParse(wanted.Name, out var name) && (name.Kind == DeviceKind.Cpu || name.Index < gpus.Count) ? name : null;

    private void Take(DeviceOptions wanted, DeviceName name)
    {
        if (!TryTake(wanted, name, out var owner)) throw new DeviceClaimException($"{Owned(name, owner)}: each device has one owner. Name another one in Inference:Devices.");
    }

    private void TakeFreeGpus(DeviceOptions wanted)
    {
        List<string> owned = [];
        foreach (var name in Enumerable.Range(0, gpus.Count).Select(index => new DeviceName(DeviceKind.Cuda, index)))
        {
            if (!Has(name) && !TryTake(wanted, name, out var owner)) owned.Add(Owned(name, owner));
        }

        if (owned.Count == gpus.Count) throw new DeviceClaimException($"No GPU is free. {string.Join(". ", owned)}. Name another device in Inference:Devices, such as cpu.");
    }

    private void TakeFreeCpu(DeviceOptions wanted)
    {
        if (_devices.Exists(device => device.Kind == DeviceKind.Cpu)) return;
        for (var index = 0; index < MaxCpus; index++)
        {
            if (TryTake(wanted, new(DeviceKind.Cpu, index), out _)) return;
        }

        throw new DeviceClaimException($"{MaxCpus} CPU devices of this host have owners. Name another one in Inference:Devices.");
    }

    private bool TryTake(DeviceOptions wanted, DeviceName name, out string owner)
    {
        if (!claims.TryTake(Identify(name), out owner)) return false;
        var threads = wanted.Threads ?? (name.Kind == DeviceKind.Cpu ? Environment.ProcessorCount : 1);
        _devices.Add(new()
        {
            Name = name.ToString(),
            Kind = name.Kind,
            Index = name.Index,
            Threads = threads,
            Lanes = wanted.Lanes ?? Math.Min(threads, DeviceOptions.DefaultMaxLanes),
            UseTensorRt = wanted.UseTensorRt,
            MemoryBytes = wanted.MemoryLimit(name.Kind) ?? long.MaxValue,
            AllowSpinning = wanted.AllowSpinning,
        });
        return true;
    }

    private bool Has(DeviceName name) => _devices.Exists(device => device.Kind == name.Kind && device.Index == name.Index);

    // Numbers of GPUs are those of a process, which may see only some, in another order.
    private string Identify(DeviceName name) =>
        name.Kind == DeviceKind.Cuda ? $"cuda-{gpus[name.Index]}" : string.Create(CultureInfo.InvariantCulture, $"cpu-{name.Index}");

    private static string Owned(DeviceName name, string owner) => $"The device {name} of this host is owned by {owner}";
}
