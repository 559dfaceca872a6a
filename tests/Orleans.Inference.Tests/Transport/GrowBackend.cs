using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Transport;

/// <summary>A model that answers a number with as many bytes, each of which is 5.</summary>
internal sealed class GrowBackend : IModelBackend
{
    public const string ModelName = "grow";

    public string Name => "grow";

    public IReadOnlyList<ModelDefinition> Models =>
        [new() { Name = ModelName, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } }];

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => Task.FromResult<IModelSession>(new Session());

    private sealed class Session : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new("length", ElementType.Int32, [new(1)])];

        public ImmutableArray<TensorSpec> Outputs { get; } = [new("bytes", ElementType.UInt8, [new(-1, "length")])];

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
        {
            var bytes = new byte[inputs[0].AsSpan<int>()[0]];
            bytes.AsSpan().Fill(5);
            return [Tensor.Create(bytes, [bytes.Length])];
        }

        public void Dispose()
        {
        }
    }
}
