using System.Collections.Immutable;

namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>A model that answers its input, of any length.</summary>
internal sealed class MirrorBackend : IModelBackend
{
    public const string Model = "mirror";

    public string Name => "mirror";

    public IReadOnlyList<ModelDefinition> Models => [new() { Name = Model, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } }];

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => Task.FromResult<IModelSession>(new Session());

    private sealed class Session : IModelSession
    {
        public string Platform => "scripted";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new("bytes", ElementType.UInt8, [new(1), new(-1, "length")])];

        public ImmutableArray<TensorSpec> Outputs => Inputs;

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken) =>
            [Tensor.Create(inputs[0].AsSpan<byte>(), inputs[0].Shape)];

        public void Dispose()
        {
        }
    }
}
