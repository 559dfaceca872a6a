namespace Orleans.Inference;

/// <summary>The vectors of texts.</summary>
[GenerateSerializer, Immutable, Alias("inference.TextEmbeddings")]
public sealed record TextEmbeddings
{
    /// <summary>The model that made them.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    [Id(1)]
    public required string Version { get; init; }

    /// <summary>The vectors: a <see cref="ElementType.Float32"/> tensor of shape [texts, dimensions], in the order of the texts.</summary>
    [Id(2)]
    public required Tensor Vectors { get; init; }

    /// <summary>How many tokens the texts have together.</summary>
    [Id(3)]
    public required int Tokens { get; init; }

    /// <summary>The worker that made them.</summary>
    [Id(4)]
    public WorkerId Worker { get; init; }

    /// <summary>The worker's load when it answered.</summary>
    [Id(5)]
    public WorkerLoad Load { get; init; }
}
