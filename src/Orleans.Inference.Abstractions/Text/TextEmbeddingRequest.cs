using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>Texts to turn into vectors.</summary>
[GenerateSerializer, Immutable, Alias("inference.TextEmbeddingRequest")]
public sealed record TextEmbeddingRequest
{
    /// <summary>The model's name.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>The version wanted; <see langword="null"/> (the default) means the highest one served.</summary>
    [Id(1)]
    public string? Version { get; init; }

    /// <summary>The texts; at least one.</summary>
    [Id(2)]
    public required ImmutableArray<EmbeddingInput> Inputs { get; init; }

    /// <summary>The length of the vectors: their first so many elements, made unit vectors again; <see langword="null"/> (the default) means all.</summary>
    [Id(3)]
    public int? Dimensions { get; init; }

    /// <inheritdoc cref="InferenceRequest.Timeout"/>
    [Id(4)]
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc cref="InferenceRequest.Priority"/>
    [Id(5)]
    public InferencePriority Priority { get; init; } = InferencePriority.Default;

    /// <inheritdoc cref="InferenceRequest.DispatchPolicy"/>
    [Id(6)]
    public string? DispatchPolicy { get; init; }

    /// <inheritdoc cref="InferenceRequest.AffinityKey"/>
    [Id(7)]
    public string? AffinityKey { get; init; }
}

/// <summary>A text, or its tokens.</summary>
/// <param name="Text">The text; <see langword="null"/> where there are tokens.</param>
/// <param name="Tokens">The tokens of the model's own vocabulary; default where there is a text.</param>
[GenerateSerializer, Immutable, Alias("inference.EmbeddingInput")]
public readonly record struct EmbeddingInput(string? Text, ImmutableArray<int> Tokens = default)
{
    /// <summary>A text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator EmbeddingInput(string text) => new(text);
}
