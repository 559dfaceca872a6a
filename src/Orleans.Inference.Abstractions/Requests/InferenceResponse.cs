using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What a model answered, who answered, and what it took.</summary>
[Immutable]
public sealed class InferenceResponse
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version that answered.</summary>
    public required string Version { get; init; }

    /// <summary>The outputs asked for, in the order asked for; all outputs in the model's order when none were named.</summary>
    public required ImmutableArray<NamedTensor> Outputs { get; init; }

    /// <summary>The worker that answered.</summary>
    public required WorkerId Worker { get; init; }

    /// <summary>The worker's load when it answered.</summary>
    public WorkerLoad Load { get; init; }

    /// <summary>How long the request waited for the device.</summary>
    public TimeSpan QueueTime { get; init; }

    /// <summary>How long the run took that answered it; a run may answer several requests.</summary>
    public TimeSpan ExecutionTime { get; init; }

    /// <summary>How the outputs come that are detached.</summary>
    internal BodyTransfer Bodies { get; init; }

    /// <summary>The same response with other tensors.</summary>
    internal InferenceResponse With(ImmutableArray<NamedTensor> outputs, BodyTransfer bodies) => new()
    {
        Model = Model,
        Version = Version,
        Outputs = outputs,
        Worker = Worker,
        Load = Load,
        QueueTime = QueueTime,
        ExecutionTime = ExecutionTime,
        Bodies = bodies,
    };

    /// <summary>An output by its name.</summary>
    /// <param name="name">The output's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output; the message names those there are.</exception>
    public Tensor this[string name]
    {
        get
        {
            foreach (var output in Outputs)
            {
                if (output.Name == name) return output.Tensor;
            }

            throw new KeyNotFoundException($"The response of '{Model}' has no output '{name}'. It has: {OutputNames}.");
        }
    }

    /// <summary>A copy of the elements of the only output.</summary>
    /// <typeparam name="T">The .NET type of the output's elements, <see cref="string"/> among them.</typeparam>
    /// <exception cref="InvalidOperationException">There are several outputs, or the output holds another type.</exception>
    public T[] Get<T>() => Outputs is [var only]
        ? only.Tensor.ToArray<T>()
        : throw new InvalidOperationException($"The response of '{Model}' has {Outputs.Length} outputs, name one of them: {OutputNames}.");

    /// <summary>A copy of the elements of an output.</summary>
    /// <typeparam name="T">The .NET type of the output's elements, <see cref="string"/> among them.</typeparam>
    /// <param name="name">The output's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such output; the message names those there are.</exception>
    /// <exception cref="InvalidOperationException">The output holds another type.</exception>
    public T[] Get<T>(string name) => this[name].ToArray<T>();

    private string OutputNames => string.Join(", ", Outputs.Select(output => output.Name));
}
