using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Transport;

/// <summary>A model whose outputs are its inputs: numbers, bytes and texts. It may wait in a run until it is let go on.</summary>
internal sealed class MirrorBackend : IModelBackend
{
    public const string ModelName = "mirror";
    private readonly ManualResetEventSlim _open = new(true);

    public string Name => "mirror";

    public IReadOnlyList<ModelDefinition> Models =>
        [new() { Name = ModelName, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } }];

    /// <summary>Told when a run begins.</summary>
    public SemaphoreSlim Began { get; } = new(0);

    /// <summary>Lets the next runs wait, and forgets those that began before.</summary>
    public void Block()
    {
        while (Began.Wait(0)) continue;
        _open.Reset();
    }

    public void Unblock() => _open.Set();

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) => Task.FromResult<IModelSession>(new Session(this));

    public static InferenceRequest Request(int floats, int bytes, string text = "") => new()
    {
        Model = ModelName,
        Inputs =
        [
            new("numbers", Tensor.Create(Enumerable.Range(0, floats).Select(i => (float)i).ToArray(), [1, floats])),
            new("bytes", Tensor.Create(Bytes(bytes), [1, bytes])),
            new("texts", Tensor.Create([text, ""], [2])),
        ],
    };

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class Session(MirrorBackend backend) : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } =
        [
            new("numbers", ElementType.Float32, [new(1), new(-1, "numbers")]),
            new("bytes", ElementType.UInt8, [new(1), new(-1, "bytes")]),
            new("texts", ElementType.String, [new(-1, "texts")]),
        ];

        public ImmutableArray<TensorSpec> Outputs => Inputs;

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
        {
            backend.Began.Release();
            backend._open.Wait(cancellationToken);
            var mirrored = new Tensor[outputs.Length];
            for (var i = 0; i < mirrored.Length; i++)
            {
                var input = inputs[outputs[i]];
                mirrored[i] = input.ElementType == ElementType.String
                    ? Tensor.Create(input.ToArray<string>(), input.Shape)
                    : Tensor.FromBytes(input.ElementType, input.Bytes.ToArray(), input.Shape);
            }

            return mirrored;
        }

        public void Dispose()
        {
        }
    }
}
