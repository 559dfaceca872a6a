using System.Collections.Immutable;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>A model that reads the last one of its numbers and answers with it: what is left of a call is the way.</summary>
internal sealed class TouchBackend : IModelBackend
{
    public const string ModelName = "touch";
    public const string InputName = "numbers";

    public string Name => "touch";

    public IReadOnlyList<ModelDefinition> Models =>
        [new() { Name = ModelName, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } }];

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => Task.FromResult<IModelSession>(new Session());

    private sealed class Session : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new(InputName, ElementType.Float32, [new(1), new(-1, "length")])];

        public ImmutableArray<TensorSpec> Outputs { get; } = [new("last", ElementType.Float32, [new(1), new(1)])];

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken) =>
            [Tensor.Create([inputs[0].AsSpan<float>()[^1]], [1, 1])];

        public void Dispose()
        {
        }
    }
}
