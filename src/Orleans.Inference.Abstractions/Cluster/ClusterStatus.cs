using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>Everything that the dispatcher knows.</summary>
[GenerateSerializer, Immutable, Alias("inference.ClusterStatus")]
public sealed record ClusterStatus
{
    /// <summary>When it was asked, by the clock of the dispatcher's silo.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>The silo on which the dispatcher lives.</summary>
    [Id(1)]
    public required SiloAddress Dispatcher { get; init; }

    /// <summary>The route table that it hands out.</summary>
    [Id(2)]
    public required RouteTableStamp Table { get; init; }

    /// <summary>The silos of the membership, by name; the dead ones too, until the membership forgets them.</summary>
    [Id(3)]
    public required ImmutableArray<SiloMember> Silos { get; init; }

    /// <summary>The workers, by silo and device.</summary>
    [Id(4)]
    public required ImmutableArray<WorkerStatus> Workers { get; init; }

    /// <summary>The workers that left lately, the last one first; forgotten when the dispatcher moves.</summary>
    [Id(5)]
    public ImmutableArray<DepartedWorker> Departed { get; init; } = [];

    /// <summary>The aliases of models, by name.</summary>
    [Id(6)]
    public ImmutableArray<ModelAlias> Aliases { get; init; } = [];
}
