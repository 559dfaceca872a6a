using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Fakes;

/// <summary>A backend with models that give back their input.</summary>
internal sealed class EchoBackend(params string[] models) : IModelBackend
{
    public string Name => "echo";

    public IReadOnlyList<ModelDefinition> Models =>
        [.. models.Select(model => new ModelDefinition { Name = model, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } })];

    public static InferenceRequest Request(string model, string? policy = null, string? key = null) =>
        new() { Model = model, Inputs = [new("x", Tensor.Create(new byte[] { 1, 2 }, [1, 2]))], DispatchPolicy = policy, AffinityKey = key };

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => Task.FromResult<IModelSession>(new Session());

    private sealed class Session : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new("x", ElementType.UInt8, [new(-1, "batch"), new(-1, "length")])];

        public ImmutableArray<TensorSpec> Outputs { get; } = [new("y", ElementType.UInt8, [new(-1, "batch"), new(-1, "length")])];

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken) => [Tensor.Create(inputs[0].AsSpan<byte>(), inputs[0].Shape)];

        public void Dispose()
        {
        }
    }
}
