using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Transport;

/// <summary>Models that answer a number with as many bytes, each of which is 5: as such, and as the text of one string.</summary>
internal sealed class GrowBackend : IModelBackend
{
    public const string ModelName = "grow", TextModelName = "grow-text";
    private int _runs;

    public string Name => "grow";

    public IReadOnlyList<ModelDefinition> Models => [Define(ModelName), Define(TextModelName)];

    /// <summary>How many requests were run.</summary>
    public int Runs => Volatile.Read(ref _runs);

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) =>
        Task.FromResult<IModelSession>(new Session(this, model.Name == TextModelName));

    private ModelDefinition Define(string name) => new() { Name = name, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } };

    private sealed class Session(GrowBackend backend, bool isText) : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new("length", ElementType.Int32, [new(1)])];

        public ImmutableArray<TensorSpec> Outputs { get; } = [isText ? new("text", ElementType.String, [new(1)]) : new("bytes", ElementType.UInt8, [new(-1, "length")])];

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref backend._runs);
            var bytes = new byte[inputs[0].AsSpan<int>()[0]];
            bytes.AsSpan().Fill(5);
            return [isText ? Tensor.CreateStrings([bytes], [1]) : Tensor.Create(bytes, [bytes.Length])];
        }

        public void Dispose()
        {
        }
    }
}
