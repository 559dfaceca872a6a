using Orleans.Inference.Models;

namespace Orleans.Inference.Devices;

/// <summary>A version of a model on a device, and how far it came.</summary>
internal sealed record ModelSlot(ModelKey Key, ModelState State, string Reason = "")
{
    /// <summary>What answers requests, in every state: a version that is being loaded anew, or on its way out, still does.</summary>
    public ServedModel? Served { get; init; }

    /// <inheritdoc cref="ModelStatus.Replicas"/>
    public ReplicaRule Replicas { get; init; } = ReplicaRule.Everywhere;

    /// <inheritdoc cref="ModelStatus.Unsuitable"/>
    public string Unsuitable { get; init; } = "";

    /// <inheritdoc cref="ModelStatus.MemoryBytes"/>
    public long MemoryBytes { get; init; }

    /// <inheritdoc cref="ModelStatus.ContentHash"/>
    public string ContentHash { get; init; } = "";

    /// <summary>What the files looked like when they were loaded; files that look otherwise have changed.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Why it answers nothing.</summary>
    public string Describe() => State switch
    {
        ModelState.Failed => $"it failed to load: {Reason}",
        ModelState.Loading => Reason.Length > 0 ? $"it is being loaded: {Reason}" : "it is being loaded",
        _ when Unsuitable.Length > 0 => Unsuitable,
        _ => "it is not loaded",
    };
}
