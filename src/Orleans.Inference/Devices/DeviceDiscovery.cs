using System.Collections.Immutable;
using System.Globalization;

namespace Orleans.Inference.Devices;

/// <summary>Finds the devices that the options ask for among those that the backends can use.</summary>
internal static class DeviceDiscovery
{
    public const string Auto = "auto";
    public const string None = "none";
    private const string Cpu = "cpu";
    private const string CudaPrefix = "cuda:";

    /// <summary>The devices, or in <paramref name="problems"/> why they cannot be had.</summary>
    public static ImmutableArray<Device> Find(InferenceOptions options, IEnumerable<IModelBackend> backends, List<string> problems)
    {
        var gpus = backends.Select(backend => backend.CountDevices(DeviceKind.Cuda)).DefaultIfEmpty(0).Max();
        var devices = ImmutableArray.CreateBuilder<Device>();
        foreach (var wanted in options.Devices)
        {
            if (wanted.Threads < 1) problems.Add($"Inference:Devices '{wanted.Name}' has Threads {wanted.Threads}: at least 1 is allowed.");
            if (wanted.Lanes < 1) problems.Add($"Inference:Devices '{wanted.Name}' has Lanes {wanted.Lanes}: at least 1 is allowed.");
            if (wanted.Name == None) continue;
            if (wanted.Name == Cpu || (wanted.Name == Auto && gpus == 0))
            {
                devices.Add(MakeCpu(wanted));
            }
            else if (wanted.Name == Auto)
            {
                for (var gpu = 0; gpu < gpus; gpu++) devices.Add(MakeGpu(wanted, gpu));
            }
            else if (!TryParseGpu(wanted.Name, out var index))
            {
                problems.Add($"Inference:Devices has '{wanted.Name}': allowed are auto, none, cpu and cuda:N.");
            }
            else if (index < gpus)
            {
                devices.Add(MakeGpu(wanted, index));
            }
            else if (options.AllowCpuFallback)
            {
                devices.Add(MakeCpu(wanted));
            }
            else
            {
                problems.Add($"Inference:Devices has '{wanted.Name}', but this build finds {gpus} CUDA GPUs here. Allowed are devices that are there, or Inference:AllowCpuFallback true.");
            }
        }

        var distinct = devices.DistinctBy(device => device.Name).ToImmutableArray();
        if (distinct.Length < devices.Count && !options.AllowCpuFallback) problems.Add("Inference:Devices names a device twice: each once is allowed.");
        return distinct;
    }

    private static bool TryParseGpu(string name, out int index)
    {
        index = 0;
        return name.StartsWith(CudaPrefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(CudaPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    private static Device MakeCpu(DeviceOptions options) => Make(options, Cpu, DeviceKind.Cpu, 0, Environment.ProcessorCount);

    private static Device MakeGpu(DeviceOptions options, int index) => Make(options, $"{CudaPrefix}{index}", DeviceKind.Cuda, index, 1);

    private static Device Make(DeviceOptions options, string name, DeviceKind kind, int index, int defaultThreads)
    {
        var threads = Math.Max(1, options.Threads ?? defaultThreads);
        return new()
        {
            Name = name,
            Kind = kind,
            Index = index,
            Threads = threads,
            Lanes = Math.Max(1, options.Lanes ?? Math.Min(threads, DeviceOptions.DefaultMaxLanes)),
            UseTensorRt = options.UseTensorRt,
        };
    }
}
