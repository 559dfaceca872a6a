using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Rollout;

/// <summary>A backend whose models answer the number of their version, and that knows which of them are loaded, and how many bytes they take.</summary>
internal sealed class VersionBackend : IModelBackend
{
    public const long Held = 123_456_789;
    private readonly ConcurrentDictionary<ModelKey, string> _failures = new();
    private int _loaded;
    private int _heldRuns;
    private int _loads;
    private long _bytes;
    private long _mostBytes;

    public string Name => "version";

    /// <summary>How many sessions there are.</summary>
    public int Loaded => Volatile.Read(ref _loaded);

    /// <summary>How many there ever were.</summary>
    public int Loads => Volatile.Read(ref _loads);

    /// <summary>The most bytes that they ever took together.</summary>
    public long MostBytes => Volatile.Read(ref _mostBytes);

    /// <summary>How long a load takes, by what has come of it so far.</summary>
    public Func<ModelDefinition, CancellationToken, Task> Loading { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Lets runs go on whose input is <see cref="Held"/>, and which wait for it.</summary>
    public ManualResetEventSlim Release { get; } = new();

    /// <summary>How many such runs there were.</summary>
    public int HeldRuns => Volatile.Read(ref _heldRuns);

    /// <summary>Adds a version to a repository.</summary>
    public static void Write(TemporaryRepository repository, string name, int version, string configuration = "") =>
        repository.With($"{name}/{version}/model.txt", "").With($"{name}/model.json", $$"""{ "Backend": "version", "MaxBatchSize": 1{{(configuration.Length > 0 ? $", {configuration}" : "")}} }""");

    /// <summary>Makes loads of a version fail.</summary>
    public void Break(string name, int version, string reason) => _failures[new(name, version.ToString(CultureInfo.InvariantCulture))] = reason;

    public async Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken)
    {
        await Loading(model, cancellationToken);
        if (_failures.TryGetValue(new(model.Name, model.Version), out var reason)) throw new ModelLoadException(reason);
        Interlocked.Increment(ref _loads);
        return new Session(this, int.Parse(model.Version, CultureInfo.InvariantCulture), model.Configuration.MemoryBytes ?? 0);
    }

    private sealed class Session : IModelSession
    {
        private readonly VersionBackend _backend;
        private readonly int _version;
        private readonly long _bytes;
        private int _isDisposed;

        public Session(VersionBackend backend, int version, long bytes)
        {
            (_backend, _version, _bytes) = (backend, version, bytes);
            Interlocked.Increment(ref backend._loaded);
            var total = Interlocked.Add(ref backend._bytes, bytes);
            for (var most = backend.MostBytes; total > most; most = backend.MostBytes) Interlocked.CompareExchange(ref backend._mostBytes, total, most);
        }

        public string Platform => "csharp";

        public ImmutableArray<TensorSpec> Inputs { get; } = Specs.Of("x Int64[batch]");

        public ImmutableArray<TensorSpec> Outputs { get; } = Specs.Of("version Int64[batch]");

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
            if (inputs[0].AsSpan<long>()[0] == Held)
            {
                Interlocked.Increment(ref _backend._heldRuns);
                _backend.Release.Wait(CancellationToken.None);
            }

            return [Tensor.Create(Enumerable.Repeat((long)_version, (int)inputs[0].Shape[0]).ToArray(), [inputs[0].Shape[0]])];
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0) throw new InvalidOperationException("A session was closed twice.");
            Interlocked.Decrement(ref _backend._loaded);
            Interlocked.Add(ref _backend._bytes, -_bytes);
        }
    }
}
