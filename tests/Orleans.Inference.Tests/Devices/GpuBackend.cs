namespace Orleans.Inference.Tests.Devices;

/// <summary>A backend of a process that sees these GPUs.</summary>
internal sealed class GpuBackend(params string[] gpus) : IModelBackend
{
    public string Name => "gpus";

    public IReadOnlyList<string> FindDevices(DeviceKind kind) => kind == DeviceKind.Cuda ? gpus : [];

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => throw new NotSupportedException();
}
