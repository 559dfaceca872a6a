using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Devices;

namespace Orleans.Inference;

/// <summary>Which workers suit a model. Declared in <c>model.json</c>.</summary>
public sealed record PlacementConfiguration
{
    private const string Cpu = "cpu";
    private const string Cuda = "cuda";

    /// <summary>What a silo's <see cref="InferenceOptions.Labels"/> must say, as in <c>{ "zone": "north" }</c>; nothing by default.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The devices it may run on, any one of them: kinds (<c>cpu</c>, <c>cuda</c>) and names (<c>cpu:1</c>, <c>cuda:0</c>; the first CPU device alone is
    /// <c>cpu:0</c> here). All by default.
    /// </summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Says why a device of a silo does not suit the model.</summary>
    /// <param name="device">The device.</param>
    /// <param name="labels">The silo's labels.</param>
    /// <returns><see langword="null"/> where it does.</returns>
    public string? Suits(Device device, IDictionary<string, string> labels)
    {
        if (!Devices.IsDefaultOrEmpty && !Devices.Any(wanted => Names(wanted, device)))
        {
            return $"it may run on {string.Join(", ", Devices)}, this is {device.Name}";
        }

        foreach (var (label, wanted) in Labels.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!labels.TryGetValue(label, out var value)) return $"it wants a silo whose label '{label}' is '{wanted}', this one has none";
            if (value != wanted) return $"it wants a silo whose label '{label}' is '{wanted}', that of this one is '{value}'";
        }

        return null;
    }

    /// <exception cref="JsonException">A device is none.</exception>
    internal void Validate()
    {
        if (Devices.IsDefault) return;
        foreach (var device in Devices)
        {
            if (device is Cpu or Cuda || (device is not null && DeviceName.TryParse(device, out _))) continue;
            throw new JsonException($"Placement.Devices has '{device}', allowed are cpu, cuda, cpu:N and cuda:N");
        }
    }

    private static bool Names(string wanted, Device device) => wanted switch
    {
        Cpu => device.Kind == DeviceKind.Cpu,
        Cuda => device.Kind == DeviceKind.Cuda,
        _ => DeviceName.TryParse(wanted, out var name) && name.Kind == device.Kind && name.Index == device.Index,
    };
}
