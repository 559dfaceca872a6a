using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>A worker, its device and its models.</summary>
[GenerateSerializer, Immutable, Alias("inference.WorkerStatus")]
public sealed record WorkerStatus
{
    /// <summary>The worker.</summary>
    [Id(0)]
    public required WorkerId Worker { get; init; }

    /// <summary>The name of its silo.</summary>
    [Id(1)]
    public required string SiloName { get; init; }

    /// <summary>The device in words, as in <c>cpu, 2 threads, 2 lanes</c>.</summary>
    [Id(2)]
    public required string Device { get; init; }

    /// <summary>Requests that wait or run on the worker.</summary>
    [Id(3)]
    public required int QueueLength { get; init; }

    /// <summary>Its models, ready or not.</summary>
    [Id(4)]
    public required ImmutableArray<ModelStatus> Models { get; init; }

    /// <summary>Whether it takes requests.</summary>
    [Id(5)]
    public WorkerState State { get; init; }

    /// <summary>Why it is in this state; empty while it is as it should be.</summary>
    [Id(6)]
    public string StateReason { get; init; } = "";

    /// <summary>When it came into this state, by the clock of whoever saw it.</summary>
    [Id(7)]
    public DateTimeOffset StateSince { get; init; }

    /// <summary>Rises with each change of its models and its state, so that what arrives late does not replace what is newer.</summary>
    [Id(9)]
    public long Revision { get; init; }

    /// <summary>Where it is.</summary>
    [Id(8)]
    public WorkerLocation Location { get; init; }

    /// <summary>Where its silo takes data connections; <see langword="null"/> where it takes none.</summary>
    [Id(10)]
    public DataEndpoint? Data { get; init; }

    /// <summary>The bytes of memory that its models may take together.</summary>
    [Id(11)]
    public long MemoryBudget { get; init; }

    /// <summary>The bytes that they take.</summary>
    [Id(12)]
    public long MemoryUsed { get; init; }

    /// <summary>The silo that its grain is on; <see langword="null"/> where its name says it.</summary>
    [Id(13)]
    public SiloAddress? Host { get; init; }
}
