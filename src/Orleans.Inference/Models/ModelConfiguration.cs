using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Inference;

/// <summary>
/// What a <c>model.json</c> says about a model, beside what its file says itself. It lies in the model's folder, or in a version's folder, whose
/// keys then take the place of the model's. Every key is optional; an unknown one is refused.
/// </summary>
public sealed record ModelConfiguration
{
    /// <summary>The name of the backend that loads the model; <c>onnxruntime</c> by default.</summary>
    public string Backend { get; init; } = "onnxruntime";

    /// <summary>
    /// The most rows that one run takes. By default 32 for a model whose first dimensions are all variable and whose rows were found, when it
    /// was warmed, not to depend on each other; else 1. A number given here is taken as it is.
    /// </summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>How many lanes of the device the model may hold at once; all of them by default.</summary>
    public int? Instances { get; init; }

    /// <summary>The labels of an output's last dimension, by the output's name.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Labels { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>
    /// The shapes that the model is warmed with, by the input's name, for models that do not run at the default: 1 for the first dimension where it
    /// is variable, 8 for the others.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<long>> WarmUpShapes { get; init; } = ImmutableDictionary<string, ImmutableArray<long>>.Empty;

    internal static JsonSerializerOptions JsonOptions { get; } = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
}
