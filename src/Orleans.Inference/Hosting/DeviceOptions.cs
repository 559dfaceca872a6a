namespace Orleans.Inference;

/// <summary>A device to serve models on.</summary>
public sealed class DeviceOptions
{
    internal const int DefaultMaxLanes = 2;

    /// <summary>
    /// <c>cpu</c>, <c>cuda:N</c>, <c>auto</c> (every CUDA GPU the build can use, else <c>cpu</c>) or <c>none</c> (a silo that only routes).
    /// <c>auto</c> by default.
    /// </summary>
    public string Name { get; set; } = "auto";

    /// <summary>The processor threads that all runs on the device may take together; by default all processors for <c>cpu</c>, 1 for a GPU.</summary>
    public int? Threads { get; set; }

    /// <summary>How many runs may be under way at once; by default as many as there are threads, at most 2.</summary>
    public int? Lanes { get; set; }

    /// <summary>Whether a GPU's models are compiled by TensorRT, if the build has it; <see langword="false"/> by default.</summary>
    public bool UseTensorRt { get; set; }
}
