using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orleans.Inference;

/// <summary>
/// What a <c>model.json</c> says about a model, beside what its file says itself. It lies in the model's folder, or in a version's folder, whose
/// keys then take the place of the model's. Every key is optional; an unknown one is refused.
/// </summary>
public sealed partial record ModelConfiguration
{
    internal const int DefaultMaxBatchSize = 32;
    internal const int DefaultWarmUpSize = 8;
    internal const double DefaultWeight = 1;

    /// <summary>The name of the backend that loads the model; <c>onnxruntime</c> by default.</summary>
    public string Backend { get; init; } = "onnxruntime";

    /// <summary>
    /// The most rows that are gathered into one run; a single request with more rows runs by itself. By default 32 for a model whose first dimensions are all
    /// variable and whose rows were found, when it was warmed, not to depend on each other; else 1. A number given here is taken as it is. How many of the rows
    /// that wait are run together is learned from how long runs take: where more bring nothing, it is one.
    /// </summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>
    /// How long a request may wait for others while a lane is free; zero by default: what finds a lane free runs at once, and batches form from what gathers
    /// while the lanes are busy. A batch of <see cref="MaxBatchSize"/> rows, or of the largest preferred size, goes before.
    /// </summary>
    public TimeSpan MaxQueueDelay { get; init; }

    /// <summary>
    /// Sizes to which batches are cut, instead of the learned ones: the largest that the waiting rows fill; fewer rows run as they are. None by default.
    /// </summary>
    public ImmutableArray<int> PreferredBatchSizes { get; init; } = [];

    /// <summary>
    /// The only numbers of rows with which the model is ever run by a batch: missing rows are filled up, and thrown away. For execution providers to which a new
    /// shape is expensive; each is warmed when the model is loaded. The largest is at least <see cref="MaxBatchSize"/>. None by default: any number is run.
    /// </summary>
    public ImmutableArray<int> BatchBuckets { get; init; } = [];

    /// <summary>How requests of different lengths become one batch; by default they do not.</summary>
    public PaddingConfiguration? Padding { get; init; }

    /// <summary>The model's share of its device while other models want it too, beside their weights; 1 by default.</summary>
    public double Weight { get; init; } = DefaultWeight;

    /// <summary>How many of its requests may wait on one worker; the silo's <see cref="InferenceOptions.MaxQueueLength"/> by default.</summary>
    public int? MaxQueueLength { get; init; }

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

    private static readonly TimeSpan LongestQueueDelay = TimeSpan.FromMinutes(1);

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

        return merged.Deserialize<ModelConfiguration>(Json)!.CheckPipeline();
    }

    private void Validate()
    {
        if (MaxBatchSize < 1) throw new JsonException($"MaxBatchSize is {MaxBatchSize}, it must be at least 1");
        if (Instances < 1) throw new JsonException($"Instances is {Instances}, it must be at least 1");
        if (MaxQueueLength < 1) throw new JsonException($"MaxQueueLength is {MaxQueueLength}, it must be at least 1");
        if (MaxQueueDelay < TimeSpan.Zero || MaxQueueDelay > LongestQueueDelay) throw new JsonException($"MaxQueueDelay is {MaxQueueDelay}, it must be from 00:00:00 to {LongestQueueDelay}");
        if (!(Weight > 0) || double.IsInfinity(Weight)) throw new JsonException($"Weight is {Weight}, it must be more than 0");
        CheckSizes(nameof(PreferredBatchSizes), PreferredBatchSizes);
        CheckSizes(nameof(BatchBuckets), BatchBuckets);
        if (!BatchBuckets.IsEmpty && !PreferredBatchSizes.IsEmpty) throw new JsonException("PreferredBatchSizes and BatchBuckets are both given, only one of them may be");
        ValidateSteps();
    }

    private static void CheckSizes(string key, ImmutableArray<int> sizes)
    {
        if (sizes.IsDefaultOrEmpty) return;
        if (sizes[0] >= 1 && sizes.Zip(sizes.Skip(1)).All(pair => pair.First < pair.Second)) return;
        throw new JsonException($"{key} is {TensorShape.Format([.. sizes.Select(size => (long)size)])}, its sizes must be at least 1 and ascending");
    }
}
