using System.Collections.Immutable;

namespace Orleans.Inference.Benchmarks.Rollout;

/// <summary>Models that give their input back, and a count of how often one was loaded.</summary>
internal sealed class CountingBackend : IModelBackend
{
    private int _loads;

    public string Name => "counting";

    public int Loads => Volatile.Read(ref _loads);

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        return Task.FromResult<IModelSession>(new Session());
    }

    private sealed class Session : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new("x", ElementType.UInt8, [new(-1)])];

        public ImmutableArray<TensorSpec> Outputs { get; } = [new("y", ElementType.UInt8, [new(-1)])];

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken) => [Tensor.Create(inputs[0].AsSpan<byte>(), inputs[0].Shape)];

        public void Dispose()
        {
        }
    }
}
