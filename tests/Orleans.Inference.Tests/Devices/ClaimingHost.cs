using Orleans.Inference.Devices;
using Orleans.Inference.Devices.Claims;
using Orleans.Inference.Tests.Silo;

namespace Orleans.Inference.Tests.Devices;

/// <summary>A host with a claims folder of its own, and silos on it that take devices.</summary>
internal sealed class ClaimingHost : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly Dictionary<string, DeviceClaims> _claims = [];

    public string Folder => Path.Combine(_root.Path, "claims");

    /// <summary>The GPUs that the silos see.</summary>
    public string[] Gpus { get; set; } = [];

    /// <summary>Takes devices for a silo.</summary>
    public IReadOnlyList<Device> Take(string silo, params string[] devices) =>
        Take(silo, new InferenceOptions { Devices = [.. devices.Select(name => new DeviceOptions { Name = name })] });

    public IReadOnlyList<Device> Take(string silo, InferenceOptions options)
    {
        var claims = _claims[silo] = new(new(Folder), silo);
        return new DeviceSelection(options, DeviceDiscovery.FindGpus([new GpuBackend(), new GpuBackend(Gpus)]), claims).Take();
    }

    public string[] Names(string silo, params string[] devices) => [.. Take(silo, devices).Select(device => device.Name)];

    /// <summary>Why a silo does not get its devices; it gives back what it got.</summary>
    public string Refuse(string silo, params string[] devices)
    {
        var message = Assert.Throws<DeviceClaimException>(() => Take(silo, devices)).Message;
        Stop(silo);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    public void Stop(string silo) => _claims[silo].Dispose();

    public void Dispose()
    {
        foreach (var claims in _claims.Values) claims.Dispose();
        _root.Dispose();
    }
}
