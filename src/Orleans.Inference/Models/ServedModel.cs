using Orleans.Inference.Devices;
using Orleans.Inference.Pipelines;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Models;

/// <summary>A model that is warm on a device: what it is, what runs it, who waits for it and how fast it goes.</summary>
internal sealed class ServedModel(ModelMetadata metadata, IModelSession session, int instances, SpeedMeter meter, double? configuredSpeed)
{
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _released;

    public ModelMetadata Metadata { get; } = metadata;

    public ModelKey Key { get; } = new(metadata.Name, metadata.Version);

    public IModelSession Session { get; } = session;

    /// <summary>How many lanes it may hold at once.</summary>
    public int Instances { get; } = instances;

    /// <summary>How many lanes it holds now. Guarded by the scheduler.</summary>
    public int LanesHeld { get; set; }

    /// <summary>When it became ready, as a timestamp.</summary>
    public long ReadyAt { get; set; }

    /// <summary>When it was last used, or became ready, as a timestamp. Guarded by the scheduler.</summary>
    public long LastUsedAt { get; set; }

    /// <summary>How much it was used lately, from load to load; <see langword="null"/> for a model that stays. Guarded by the scheduler.</summary>
    public ModelUses? Uses { get; init; }

    /// <summary>How many rows it has answered. Guarded by the scheduler.</summary>
    public long RowsRun { get; set; }

    /// <summary>How its steps follow from each other; <see langword="null"/> for a model that is no pipeline.</summary>
    public Pipeline? Pipeline { get; init; }

    /// <summary>How many requests of a pipeline are under way. Guarded by the scheduler.</summary>
    public int PipelineRuns { get; set; }

    /// <summary>Whether a request waits for it or runs. Guarded by the scheduler.</summary>
    public bool IsInUse => LanesHeld > 0 || Queue.Count > 0 || PipelineRuns > 0;

    /// <summary>Whether it takes nothing new. Guarded by the scheduler.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Ends when it is retired and nothing uses it any more.</summary>
    public Task Unused => _unused.Task;

    public void SignalUnused() => _unused.TrySetResult();

    /// <summary>What it takes of its device's memory.</summary>
    public long MemoryBytes { get; set; }

    /// <summary>Gives its session and its memory back, once, however many ask for it.</summary>
    public void Release(DeviceMemory memory)
    {
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        Session.Dispose();
        memory.Release(MemoryBytes);
    }

    /// <summary>Requests that wait. Guarded by the scheduler.</summary>
    public RequestQueue Queue { get; } = new();

    /// <summary>How many may wait.</summary>
    public int MaxQueueLength { get; init; } = InferenceOptions.DefaultMaxQueueLength;

    /// <summary>How long a request waits for others while a lane is free.</summary>
    public TimeSpan MaxQueueDelay { get; init; }

    /// <summary>How many rows its runs have.</summary>
    public BatchSizes Sizes { get; init; } = new(metadata.MaxBatchSize);

    /// <summary>How requests of different lengths become one batch; <see langword="null"/> where they do not.</summary>
    public SequencePadding? Padding { get; init; }

    /// <summary>Its share of the device. Guarded by the scheduler.</summary>
    public FairShare Share { get; init; } = new(ModelConfiguration.DefaultWeight);

    /// <summary>How fast a lane runs it. Guarded by the scheduler.</summary>
    public SpeedMeter Meter { get; } = meter;

    /// <summary>How routers choose a worker for it; <see langword="null"/> for as the silo says.</summary>
    public string? DispatchPolicy { get; init; }

    /// <summary>Whether routers try late calls on a second worker.</summary>
    public bool Hedge { get; init; }

    /// <summary>The side of it that takes text; <see langword="null"/> for a model that takes tensors alone.</summary>
    public ITextModel? Text { get; init; }

    /// <summary>Inputs on which it ran when it was warmed; <see langword="null"/> for a model that was not.</summary>
    public Tensor[]? TrialInputs { get; init; }

    /// <summary>All outputs, as indexes; shared by the requests that name none.</summary>
    public int[] AllOutputs { get; } = [.. Enumerable.Range(0, metadata.Outputs.Length)];

    /// <summary>Rows per second on all its lanes, as configured, else as measured.</summary>
    public double Speed => configuredSpeed ?? Meter.ExpectedRowsPerSecond * Instances;

    /// <summary>Whether a run of it may begin when a lane is free.</summary>
    public bool MayBegin(long now, TimeProvider timeProvider) => LanesHeld < Instances && Queue.Count > 0 && Delay(now, timeProvider) <= TimeSpan.Zero;

    /// <summary>For how long the requests that wait are still to wait for others, by <see cref="MaxQueueDelay"/>.</summary>
    public TimeSpan Delay(long now, TimeProvider timeProvider) => MaxQueueDelay == TimeSpan.Zero || Queue.Rows >= Sizes.Full || Queue.Oldest is not { } oldest
        ? TimeSpan.Zero
        : MaxQueueDelay - timeProvider.GetElapsedTime(oldest.ArrivedAt, now);
}
