namespace Orleans.Inference;

/// <summary>What a silo serves, and on what. Validated at start.</summary>
public sealed class InferenceOptions
{
    /// <summary>
    /// The folder of <c>NAME/VERSION/model.onnx</c>; a relative path starts in the working directory. <see langword="null"/> (the default) means no folder:
    /// only the models that backends bring themselves.
    /// </summary>
    public string? ModelRepository { get; set; }

    /// <summary>The devices of this silo; <c>auto</c> by default.</summary>
    public IList<DeviceOptions> Devices { get; set; } = [new()];

    /// <summary>
    /// The folder in which the silos of this host say which devices they own, so that no device has two owners; made if need be, and never emptied. Silos that
    /// can use the same devices must have the same folder: containers that share GPUs must share it too. A relative path starts in the working directory.
    /// <see langword="null"/> (the default) means <c>orleans-inference-devices</c> in the system's folder for temporary files.
    /// </summary>
    public string? DeviceClaims { get; set; }

    /// <summary>
    /// Whether a named GPU that is missing is replaced by the processor (the first CPU device that is free, unless the silo has one) instead of stopping the
    /// start; <see langword="false"/> by default.
    /// </summary>
    public bool AllowCpuFallback { get; set; }

    /// <summary>
    /// For how long a model that is loaded on demand stays at least, before another one may take its memory; 2 s by default. It bounds how often a device that is
    /// too small for its load loads: a request that finds nothing that may go waits.
    /// </summary>
    public TimeSpan MinResidency { get; set; } = TimeSpan.FromSeconds(2);

    internal const int DefaultMaxQueueLength = 1024;

    /// <summary>How many requests of one model may wait on one worker, unless its <c>model.json</c> says otherwise; 1024 by default.</summary>
    public int MaxQueueLength { get; set; } = DefaultMaxQueueLength;

    /// <summary>
    /// Higher priorities go first, but a class that waits and has had no run for this long gets the next one; 1 s by default.
    /// </summary>
    public TimeSpan StarvationBound { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Requests of priority <see cref="InferencePriority.Bulk"/> are gathered into runs that are expected to take no longer than this, so that others do not wait
    /// long behind them; 50 ms by default. A single request that takes longer still runs.
    /// </summary>
    public TimeSpan MaxBulkRun { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The port, at the silo's address, of the data connections on which large tensors travel beside the calls: 0 (the default) means one that is free, -1 none,
    /// so that they travel in grain calls, which is slower. Routers learn it from the route table.
    /// </summary>
    public int DataPort { get; set; }

    /// <summary>
    /// How many bytes of large tensors that came from other processes this silo may hold at once, from their first piece to the end of the run that reads them;
    /// more are turned away, and go to another worker if there is one. <see langword="null"/> (the default) means half of the memory that the process may use, but
    /// at least twice <see cref="InferenceClientOptions.MaxTensorBytes"/>.
    /// </summary>
    public long? MaxReassemblyBytes { get; set; }

    /// <summary>
    /// How long a run may take before its device counts as wedged, if that is also 10 times as long as such a run usually takes; 30 s by default. The worker's
    /// requests then go elsewhere until a trial run succeeds on it. The dispatcher's silo decides.
    /// </summary>
    public TimeSpan WedgedRunBound { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How routers choose a worker for models whose <c>model.json</c> does not say: the name of one of <see cref="DispatchPolicies"/> or of one that the
    /// application added; <see cref="DispatchPolicies.ShortestQueue"/> by default.
    /// </summary>
    public string DispatchPolicy { get; set; } = DispatchPolicies.ShortestQueue;

    /// <summary>Speeds in rows per second, by model, that take the place of the measured ones on this silo. None by default.</summary>
    public IDictionary<string, double> Speeds { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// How this silo follows its folder of models; <see cref="RepositoryMode.None"/> by default: what is there at the start is served.
    /// </summary>
    public RepositoryMode RepositoryMode { get; set; }

    /// <summary>How often the folder is looked at in mode <see cref="RepositoryMode.Poll"/>; every 15 s by default.</summary>
    public TimeSpan RepositoryPollPeriod { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A changed model is taken up when nothing in its folder changed for so long, so that none is loaded half copied; 2 s by default.</summary>
    public TimeSpan RepositorySettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The models that are loaded at the start in mode <see cref="RepositoryMode.Explicit"/>, <c>*</c> for all; none by default.</summary>
    public IList<string> StartupModels { get; set; } = [];

    /// <summary>Whether models whose <c>model.json</c> does not say are loaded by their first request; <see langword="false"/> by default: at once.</summary>
    public bool OnDemand { get; set; }

    /// <summary>
    /// How long a model that is loaded on demand may be unused before it is unloaded, unless its <c>model.json</c> says otherwise; 10 minutes by default.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a load may take before it is given up, unless the model's <c>model.json</c> says otherwise; 10 minutes by default.</summary>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What is to be known of this silo, such as its zone, for models that ask for it by <see cref="PlacementConfiguration.Labels"/>. None by default.</summary>
    public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
