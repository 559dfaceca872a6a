using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>Who serves one version of a model, and how to choose among them.</summary>
[GenerateSerializer, Immutable, Alias("inference.ModelRoute")]
public sealed record ModelRoute
{
    /// <summary>The model and its version.</summary>
    [Id(0)]
    public required ModelKey Key { get; init; }

    /// <summary>What the model takes and gives; <see langword="null"/> while no worker is ready.</summary>
    [Id(1)]
    public ModelMetadata? Metadata { get; init; }

    /// <summary>The name of the dispatch policy.</summary>
    [Id(2)]
    public required string DispatchPolicy { get; init; }

    /// <summary>The workers that are ready to serve it; empty while none is.</summary>
    [Id(3)]
    public required ImmutableArray<WorkerRoute> Workers { get; init; }

    /// <summary>Why no worker is ready; empty when one is.</summary>
    [Id(4)]
    public string Unavailable { get; init; } = "";

    /// <summary>Whether late calls are tried on a second worker, unless they say otherwise.</summary>
    [Id(5)]
    public bool Hedge { get; init; }

    /// <summary>Whether a request for it loads it, where no worker is ready.</summary>
    [Id(6)]
    public bool OnDemand { get; init; }
}
