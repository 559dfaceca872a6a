using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>
/// What a <c>model.json</c> says about a model, beside what its file says itself. It lies in the model's folder, or in a version's folder, whose
/// keys then take the place of the model's. Every key is optional; an unknown one is refused. What a <c>config.pbtxt</c> beside it says holds where it says nothing.
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

    /// <summary>How it takes texts, which it turns into vectors; by default it takes tensors alone.</summary>
    public TextConfiguration? Text { get; init; }

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

    /// <summary>
    /// The file in the version's folder that the backend loads; <see langword="null"/> for the backend's usual one, such as <c>model.onnx</c>.
    /// </summary>
    public string? ModelFile { get; init; }

    /// <summary>
    /// Which of its versions are served: <c>"latest"</c> (the default), <c>"latest 2"</c>, <c>"all"</c> or a list such as <c>["1", "3"]</c>. It belongs to the
    /// model: a version's file is refused with it.
    /// </summary>
    public VersionPolicy Versions { get; init; } = VersionPolicy.Latest();

    /// <summary>Whether it is loaded by its first request, not before; the silo's <see cref="InferenceOptions.OnDemand"/> by default.</summary>
    public bool? OnDemand { get; init; }

    /// <summary>
    /// How long a model that is loaded on demand may be unused before it is unloaded; the silo's <see cref="InferenceOptions.IdleTimeout"/> by default.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// On how many workers it is served at least. By default on every one that suits it, or on none where it is loaded on demand.
    /// </summary>
    public int? MinReplicas { get; init; }

    /// <summary>On how many workers it is served at most; on every one that suits it by default.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>Which workers suit it; all of them by default.</summary>
    public PlacementConfiguration? Placement { get; init; }

    /// <summary>What a loaded copy takes of its device's memory, in bytes, instead of what is measured.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How long a load may take before it is given up; the silo's <see cref="InferenceOptions.LoadTimeout"/> by default.</summary>
    public TimeSpan? LoadTimeout { get; init; }
}
