namespace Orleans.Inference.Tests.Models;

/// <summary>A backend that loads what the test gives it.</summary>
internal sealed class FakeBackend(Func<IModelSession> load, string name = FakeBackend.DefaultName) : IModelBackend
{
    public const string DefaultName = "fake";

    public string Name => name;

    public static Device Cpu(int lanes = 2) => new() { Name = "cpu", Kind = DeviceKind.Cpu, Index = 0, Threads = lanes, Lanes = lanes };

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => Task.FromResult(load());
}
