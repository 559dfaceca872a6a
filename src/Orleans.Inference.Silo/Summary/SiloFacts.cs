using System.Collections.Immutable;

namespace Orleans.Inference.Silo.Summary;

/// <summary>What a silo serves, as the operator sees it.</summary>
internal sealed record SiloFacts
{
    public required string SiloName { get; init; }

    /// <summary>The settings file; <see langword="null"/> when there is none.</summary>
    public required string? SettingsFile { get; init; }

    /// <summary>The folder of models; <see langword="null"/> for a gateway.</summary>
    public string? Repository { get; init; }

    /// <summary>The models served in the cluster.</summary>
    public required ImmutableArray<ModelMetadata> Models { get; init; }

    /// <summary>How many of this silo's models are loaded by their first request, and are not yet.</summary>
    public int OnDemand { get; init; }

    /// <summary>The models that this silo could not load.</summary>
    public ImmutableArray<ModelStatus> Failed { get; init; } = [];

    /// <summary>The devices of this silo.</summary>
    public required ImmutableArray<string> Devices { get; init; }

    /// <summary>How many workers the other silos have.</summary>
    public int OtherWorkers { get; init; }

    /// <summary>How many other silos have workers.</summary>
    public int OtherSilos { get; init; }

    public required string Url { get; init; }

    /// <summary>Where gRPC is served; <see langword="null"/> for nowhere.</summary>
    public string? GrpcUrl { get; init; }

    public bool HasDashboard { get; init; }

    public bool HasMetrics { get; init; }

    /// <summary>The scan that <see cref="Curl"/> sends, if it does.</summary>
    public Scan? Scan { get; init; }

    public required string Curl { get; init; }
}
