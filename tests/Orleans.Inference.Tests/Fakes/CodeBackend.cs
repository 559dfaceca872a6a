using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Fakes;

/// <summary>
/// A backend that is C# code. Its model <c>code</c> does what the first byte of its input says: echoes, throws, blocks until released, or ends its process.
/// </summary>
public sealed class CodeBackend(int maxBatchSize = 1) : IModelBackend
{
    public const string ModelName = "code";
    private readonly SemaphoreSlim _release = new(0);

    public enum Command : byte
    {
        Echo = 0,
        Throw = 1,
        Block = 2,
        EndProcess = 3,
    }

    public string Name => "code";

    public IReadOnlyList<ModelDefinition> Models =>
        [new() { Name = ModelName, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = maxBatchSize } }];

    /// <summary>The rows of each run, in the order of the runs.</summary>
    public ConcurrentQueue<int> Runs { get; } = new();

    /// <summary>How many runs have reached <see cref="Command.Block"/>.</summary>
    public SemaphoreSlim Blocked { get; } = new(0);

    /// <summary>Lets a blocked run go on.</summary>
    public void Release(int count = 1) => _release.Release(count);

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) =>
        Task.FromResult<IModelSession>(new Session(this));

    private sealed class Session(CodeBackend backend) : IModelSession
    {
        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = [new("command", ElementType.UInt8, [new(-1, "batch"), new(-1, "length")])];

        public ImmutableArray<TensorSpec> Outputs { get; } = [new("echo", ElementType.UInt8, [new(-1, "batch"), new(-1, "length")])];

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
        {
            var input = inputs[0];
            backend.Runs.Enqueue((int)input.Shape[0]);
            for (var row = 0; row < input.Shape[0]; row++) Obey((Command)input.Slice(row, 1).Bytes.Span[0]);
            return [Tensor.Create(input.AsSpan<byte>(), input.Shape)];
        }

        public void Dispose()
        {
        }

        private void Obey(Command command)
        {
            switch (command)
            {
                case Command.Throw:
                    throw new InvalidOperationException("The input said so.");
                case Command.Block:
                    backend.Blocked.Release();
                    backend._release.Wait();
                    break;
                case Command.EndProcess:
                    Environment.FailFast("The input said so.");
                    break;
            }
        }
    }
}
