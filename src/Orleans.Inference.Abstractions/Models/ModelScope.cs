using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>Which versions of a model are to be loaded or unloaded, and where. By default those that its <c>model.json</c> names, everywhere.</summary>
public sealed record ModelScope
{
    /// <summary>The versions of <c>model.json</c>, on every worker.</summary>
    public static ModelScope Everywhere { get; } = new();

    /// <summary>The version, as its folder is named; <see langword="null"/> (the default) for those that <c>model.json</c> names, and for an unload all.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// The workers, each as <see cref="WorkerId.ToString"/>, or by the name of its silo, which means all of the silo's; empty (the default) for every worker.
    /// </summary>
    public ImmutableArray<string> Workers
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Whether versions that are loaded already are loaded again, though their files did not change; <see langword="false"/> by default.</summary>
    public bool Reload { get; init; }
}
