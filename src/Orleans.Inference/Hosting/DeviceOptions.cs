namespace Orleans.Inference;

/// <summary>A device to serve models on.</summary>
public sealed class DeviceOptions
{
    internal const int DefaultMaxLanes = 2;
    private const int CpuMemoryPercent = 80;

    /// <summary>
    /// <c>cpu</c> (or <c>cpu:0</c>, the same), further shares of the processor <c>cpu:1</c>, <c>cpu:2</c>, …, <c>cuda:N</c>, <c>auto</c> or <c>none</c> (a silo
    /// that only routes). <c>auto</c>, the default, takes every CUDA GPU that the build can use and no other silo of this host owns, and refuses to start when all
    /// are owned; on a host without GPUs, the first CPU device that is free.
    /// </summary>
    public string Name { get; set; } = "auto";

    /// <summary>The processor threads that all runs on the device may take together; by default all processors for a CPU device, 1 for a GPU.</summary>
    public int? Threads { get; set; }

    /// <summary>How many runs may be under way at once; by default as many as there are threads, at most 2.</summary>
    public int? Lanes { get; set; }

    /// <summary>
    /// Whether the threads of a run spin while they wait for each other; <see langword="false"/> by default. It saves microseconds on processors that nobody else
    /// uses, and takes them from everybody where somebody does.
    /// </summary>
    public bool AllowSpinning { get; set; }

    /// <summary>Whether a GPU's models are compiled by TensorRT, if the build has it; <see langword="false"/> by default.</summary>
    public bool UseTensorRt { get; set; }

    /// <summary>
    /// The memory that models may take on the device, in bytes. By default a GPU's own memory is the limit; CPU devices may take 80 % of the memory that the
    /// process may use, each for itself: say it where a silo has several, or where other silos share the machine.
    /// </summary>
    public long? MemoryBytes { get; set; }

    /// <summary>The limit on a device of a kind; <see langword="null"/> where only the device itself sets one.</summary>
    internal long? MemoryLimit(DeviceKind kind) =>
        MemoryBytes ?? (kind == DeviceKind.Cpu ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 100 * CpuMemoryPercent : null);
}
