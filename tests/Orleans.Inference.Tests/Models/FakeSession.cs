using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Models;

/// <summary>A model that is a C# function from all inputs to all outputs.</summary>
internal sealed class FakeSession(ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs, Func<Tensor[], Tensor[]> run) : IModelSession
{
    public string Platform => "fake_platform";

    public ImmutableArray<TensorSpec> Inputs { get; } = inputs;

    public ImmutableArray<TensorSpec> Outputs { get; } = outputs;

    public ImmutableArray<string> ExecutionProviders => ["FakeExecutionProvider"];

    /// <summary>The inputs of each run, as text, in the order of the runs.</summary>
    public ConcurrentQueue<string> Runs { get; } = new();

    public bool IsDisposed { get; private set; }

    /// <summary>A model of one input <c>x</c> and one output <c>y</c> of the same kind.</summary>
    public static FakeSession Of(string kind, Func<Tensor, Tensor> run) => new(Specs.Of($"x {kind}"), Specs.Of($"y {kind}"), inputs => [run(inputs[0])]);

    /// <summary>A model of one input and one output of floats, <c>[batch,4]</c>.</summary>
    public static FakeSession Floats(Func<float[], float[]> run) =>
        Of("Float32[batch,4]", input => Tensor.Create(run(input.ToArray<float>()), input.Shape));

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
    {
        Runs.Enqueue(string.Join(' ', inputs.ToArray().Select(input => input.ToString())));
        var all = run(inputs.ToArray());
        return [.. outputs.ToArray().Select(output => all[output])];
    }

    public void Dispose() => IsDisposed = true;
}
