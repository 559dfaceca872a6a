using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>The model is known, but no worker serves it now: none is ready, or the one chosen cannot be reached.</summary>
[GenerateSerializer, Alias("inference.NoWorkerException")]
public sealed class NoWorkerException : InferenceException
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The model asked.</param>
    /// <param name="reason">Why nobody serves it: it is loading, it failed to load, or its worker is gone.</param>
    public NoWorkerException(string model, string reason)
        : this(model, reason, [])
    {
    }

    /// <summary>Makes the error.</summary>
    /// <param name="model">The model asked.</param>
    /// <param name="reason">Why nobody serves it.</param>
    /// <param name="available">The models that are served.</param>
    public NoWorkerException(string model, string reason, ImmutableArray<string> available)
        : base($"No worker serves the model '{model}' now: {reason}.{(available.IsEmpty ? "" : $" Served are: {string.Join(", ", available)}.")}")
    {
        Model = model;
        Reason = reason;
        Available = available;
    }

    /// <summary>The model asked.</summary>
    [Id(0)]
    public string Model { get; }

    /// <summary>Why nobody serves it.</summary>
    [Id(1)]
    public string Reason { get; }

    /// <summary>From a worker: whether it gives back a request that it had begun to run.</summary>
    [Id(2)]
    internal bool WasRunning { get; init; }

    /// <summary>The models that are served, as far as is known; empty where the error comes from a worker.</summary>
    [Id(3)]
    public ImmutableArray<string> Available { get; }
}
