namespace Orleans.Inference.Devices;

/// <summary>Checks the devices that the options ask for against those that the backends can use. Whether they are free is seen when they are opened.</summary>
internal static class DeviceDiscovery
{
    /// <summary>What identifies each GPU that a backend can use, in the order of their numbers.</summary>
    public static IReadOnlyList<string> FindGpus(IEnumerable<IModelBackend> backends) =>
        backends.Select(backend => backend.FindDevices(DeviceKind.Cuda)).MaxBy(gpus => gpus.Count) ?? [];

    public static IEnumerable<string> FindProblems(InferenceOptions options, IEnumerable<IModelBackend> backends)
    {
        var gpus = FindGpus(backends).Count;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var wanted in options.Devices)
        {
            if (wanted.Threads < 1) yield return $"Inference:Devices '{wanted.Name}' has Threads {wanted.Threads}: at least 1 is allowed.";
            if (wanted.Lanes < 1) yield return $"Inference:Devices '{wanted.Name}' has Lanes {wanted.Lanes}: at least 1 is allowed.";
            if (wanted.Name == DeviceName.None) continue;
            var isName = DeviceName.TryParse(wanted.Name, out var name);
            if (!isName && wanted.Name != DeviceName.Auto)
            {
                yield return $"Inference:Devices has '{wanted.Name}': allowed are auto, none, cpu, cpu:N and cuda:N.";
            }
            else if (!seen.Add(isName ? name.ToString() : wanted.Name))
            {
                yield return $"Inference:Devices has '{wanted.Name}', which it names twice: each device once is allowed.";
            }
            else if (isName && name.Kind == DeviceKind.Cuda && name.Index >= gpus && !options.AllowCpuFallback)
            {
                yield return $"Inference:Devices has '{wanted.Name}', but this build finds {gpus} CUDA GPUs here. Allowed are devices that are there, or Inference:AllowCpuFallback true.";
            }
        }
    }
}
