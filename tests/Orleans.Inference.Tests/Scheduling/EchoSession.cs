using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Scheduling;

/// <summary>
/// A model that gives back the rows of bytes that it gets, and remembers them; the first byte of a row tells requests apart. While it is held, each run blocks
/// until it is let go.
/// </summary>
internal sealed class EchoSession : IModelSession
{
    private readonly SemaphoreSlim _release = new(0);
    private volatile bool _held;

    public string Platform => "echo";

    public ImmutableArray<TensorSpec> Inputs { get; init; } = Specs.Of("x UInt8[batch,length]");

    public ImmutableArray<TensorSpec> Outputs { get; init; } = Specs.Of("y UInt8[batch,length]", "z UInt8[batch,length]");

    public ImmutableArray<string> ExecutionProviders => [];

    /// <summary>The first bytes of each run's rows, in the order of the runs.</summary>
    public ConcurrentQueue<byte[]> Runs { get; } = new();

    /// <summary>Is there once for each run that began while the model was held.</summary>
    public SemaphoreSlim Began { get; } = new(0);

    /// <summary>Called with the input of every run; may throw or answer something else.</summary>
    public Func<Tensor, Tensor>? OnRun { get; set; }

    public bool IsDisposed { get; private set; }

    public void Hold() => _held = true;

    /// <summary>Lets some of the runs go that are held.</summary>
    public void LetGo(int runs) => _release.Release(runs);

    /// <summary>Lets all runs go, those to come too.</summary>
    public void LetAllGo()
    {
        _held = false;
        _release.Release(10_000);
    }

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
    {
        var input = inputs[0];
        var rows = new byte[input.Shape[0]];
        for (var row = 0; row < rows.Length; row++) rows[row] = input.Slice(row, 1).Bytes.Span[0];
        Runs.Enqueue(rows);
        if (_held)
        {
            Began.Release();
            _release.Wait(cancellationToken);
        }

        var output = OnRun is { } answer ? answer(input) : Tensor.Create(input.AsSpan<byte>(), input.Shape);
        return [.. outputs.ToArray().Select(_ => output)];
    }

    public void Dispose() => IsDisposed = true;
}
