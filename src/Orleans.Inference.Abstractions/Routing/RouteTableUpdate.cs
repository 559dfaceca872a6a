using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What turns the route table somebody holds into the newest one.</summary>
[GenerateSerializer, Immutable, Alias("inference.RouteTableUpdate")]
public sealed record RouteTableUpdate
{
    /// <summary>The table that this is an update of; <see cref="RouteTableStamp.None"/> when it replaces whatever is held.</summary>
    [Id(0)]
    public required RouteTableStamp From { get; init; }

    /// <summary>The table that this leads to.</summary>
    [Id(1)]
    public required RouteTableStamp To { get; init; }

    /// <summary>Routes of models that are new.</summary>
    [Id(2)]
    public required ImmutableArray<ModelRoute> Changed { get; init; }

    /// <summary>Models that nobody knows any more.</summary>
    [Id(3)]
    public ImmutableArray<ModelKey> Removed { get; init; } = [];

    /// <summary>Models of which something changed: one worker's change costs as much in a large cluster as in a small one.</summary>
    [Id(4)]
    public ImmutableArray<WorkerRoutesUpdate> ChangedWorkers { get; init; } = [];

    /// <summary>All aliases, where one of them changed; <see langword="null"/> where they stay as they are held, or the dispatcher has not heard of them yet.</summary>
    [Id(5)]
    public AliasTable? Aliases { get; init; }
}
