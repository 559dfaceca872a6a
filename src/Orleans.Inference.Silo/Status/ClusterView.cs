using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Orleans.Inference.Silo.Status;

/// <summary>The cluster as <c>/inference/cluster</c> tells of it.</summary>
internal sealed record ClusterView
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The address of the silo on which the dispatcher lives.</summary>
    public required string Dispatcher { get; init; }

    public required TableView Table { get; init; }

    public ImmutableArray<SiloView> Silos { get; init; } = [];

    public ImmutableArray<WorkerView> Workers { get; init; } = [];

    public ImmutableArray<DepartedView> Departed { get; init; } = [];

    public ImmutableArray<AliasView> Aliases { get; init; } = [];
}

internal sealed record TableView(long Version);

internal sealed record SiloView(string Name, string Address, string Status);

internal sealed record WorkerView
{
    public required string Silo { get; init; }

    public required string Device { get; init; }

    public required string State { get; init; }

    public string StateReason { get; init; } = "";

    public DateTimeOffset? StateSince { get; init; }

    public int QueueLength { get; init; }

    public long MemoryUsed { get; init; }

    /// <summary>Nothing where there is no limit.</summary>
    public long? MemoryBudget { get; init; }

    public ImmutableArray<ModelView> Models { get; init; } = [];
}

internal sealed record ModelView(string Name, string Version, string State, string Reason, double Speed)
{
    /// <summary>The hash of its files; empty where that is not known.</summary>
    public string Content { get; init; } = "";

    public bool OnDemand { get; init; }
}

internal sealed record DepartedView(string Silo, string Device, string Reason, DateTimeOffset At);

internal sealed record AliasView(string Name, ImmutableArray<TargetView> Targets, bool Sticky, ShadowView? Shadow);

internal sealed record TargetView(string Model, string? Version, double Weight, bool Served);

internal sealed record ShadowView(string Model, string? Version, double Percent, bool Served);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClusterView))]
[JsonSerializable(typeof(ErrorView))]
internal sealed partial class ClusterViewJson : JsonSerializerContext;

/// <summary>The gateway's answer when something is wrong.</summary>
internal sealed record ErrorView(string? Error);
