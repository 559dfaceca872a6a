using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orleans.Inference;

/// <summary>
/// What a <c>model.json</c> says about a model, beside what its file says itself. It lies in the model's folder, or in a version's folder, whose
/// keys then take the place of the model's. Every key is optional; an unknown one is refused.
/// </summary>
public sealed record ModelConfiguration
{
    internal const int DefaultMaxBatchSize = 32;
    internal const int DefaultWarmUpSize = 8;

    /// <summary>The name of the backend that loads the model; <c>onnxruntime</c> by default.</summary>
    public string Backend { get; init; } = "onnxruntime";

    /// <summary>
    /// The most rows that are gathered into one run; a single request with more rows runs by itself. By default 32 for a model whose first dimensions are all variable and whose rows were found, when it
    /// was warmed, not to depend on each other; else 1. A number given here is taken as it is.
    /// </summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>How many lanes of the device the model may hold at once; all of them by default.</summary>
    public int? Instances { get; init; }

    /// <summary>The labels of an output's last dimension, by the output's name.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Labels { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>
    /// The shapes that the model is warmed with, by the input's name, for models that do not run at the default: 1 for the first dimension where it
    /// is variable, 8 for the others. A model that does not run at the default is served without a warm-up, and not batched unless it says so here.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<long>> WarmUpShapes { get; init; } = ImmutableDictionary<string, ImmutableArray<long>>.Empty;

    /// <summary>How routers choose a worker for it, by the name of a dispatch policy; the silo's <see cref="InferenceOptions.DispatchPolicy"/> by default.</summary>
    public string? DispatchPolicy { get; init; }

    /// <summary>
    /// Whether a call that takes longer than 95 % of the model's do is tried on a second worker, if one is idle; <see langword="false"/> by default. For models
    /// whose callers wait in front of a screen: at most 5 % of the requests run twice.
    /// </summary>
    public bool Hedge { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly JsonDocumentOptions FileOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Reads a model's file and a version's, either of which may be missing; keys of the later one win.</summary>
    /// <exception cref="ModelLoadException">A file is no JSON, has an unknown key or a wrong value; the message names file, key and place.</exception>
    internal static ModelConfiguration Read(params ReadOnlySpan<string> files)
    {
        var merged = new JsonObject();
        foreach (var file in files)
        {
            if (!File.Exists(file)) continue;
            try
            {
                var json = JsonNode.Parse(File.ReadAllText(file), documentOptions: FileOptions);
                if (json is not JsonObject keys) throw new JsonException("expected an object, as in {}");
                foreach (var (key, value) in keys) merged[key] = value?.DeepClone();
                keys.Deserialize<ModelConfiguration>(Json)!.Validate();
            }
            catch (JsonException exception)
            {
                throw new ModelLoadException($"{file} is wrong: {exception.Message}", exception);
            }
        }

        return merged.Deserialize<ModelConfiguration>(Json)!;
    }

    private void Validate()
    {
        if (MaxBatchSize < 1) throw new JsonException($"MaxBatchSize is {MaxBatchSize}, it must be at least 1");
        if (Instances < 1) throw new JsonException($"Instances is {Instances}, it must be at least 1");
    }
}
