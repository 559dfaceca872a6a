using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Orleans.Inference;

/// <summary>How requests to a sequence model that differ in length become one batch. Declared in <c>model.json</c>, and tried when the model is warmed.</summary>
public sealed record PaddingConfiguration
{
    /// <summary>The symbolic dimension along which they differ, as the model's file names it, such as <c>sequence</c>.</summary>
    [JsonRequired]
    public required string Dimension { get; init; }

    /// <summary>The input that tells the model where a sequence ends, such as <c>attention_mask</c>; it is filled up with zeros.</summary>
    [JsonRequired]
    public required string Mask { get; init; }

    /// <summary>What the other inputs with that dimension are filled up with, by the input's name; 0 by default.</summary>
    public ImmutableDictionary<string, double> Values { get; init; } = ImmutableDictionary<string, double>.Empty;
}
