namespace Orleans.Inference;

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    /// <summary>The machine's processor, or a share of its threads.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,
}
