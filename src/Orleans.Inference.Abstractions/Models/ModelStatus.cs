namespace Orleans.Inference;

/// <summary>A model on one worker.</summary>
[GenerateSerializer, Immutable, Alias("inference.ModelStatus")]
public sealed record ModelStatus
{
    /// <summary>The model's name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The version; empty where the model's folder holds none that can be read.</summary>
    [Id(1)]
    public required string Version { get; init; }

    /// <summary>Where it is on its way into service.</summary>
    [Id(2)]
    public required ModelState State { get; init; }

    /// <summary>Why it is in this state, when it failed, or what a pipeline that is being loaded waits for; otherwise empty.</summary>
    [Id(3)]
    public string Reason { get; init; } = "";

    /// <summary>What it takes and gives; <see langword="null"/> until it is ready.</summary>
    [Id(4)]
    public ModelMetadata? Metadata { get; init; }

    /// <summary>Rows per second while busy, exponentially weighted; 0 until it is ready.</summary>
    [Id(5)]
    public double Speed { get; init; }

    /// <summary>The dispatch policy that routers use for it.</summary>
    [Id(6)]
    public string DispatchPolicy { get; init; } = "";

    /// <summary>Whether routers try late calls on a second worker, unless the call says otherwise.</summary>
    [Id(7)]
    public bool Hedge { get; init; }

    /// <summary>Requests that wait for it.</summary>
    [Id(8)]
    public int Waiting { get; init; }

    /// <summary>How many workers serve it, and when it is loaded.</summary>
    [Id(9)]
    public ReplicaRule Replicas { get; init; } = ReplicaRule.Everywhere;

    /// <summary>Why it is not to be served by this worker, as in <c>the silo has no label 'zone'</c>; empty where it may be.</summary>
    [Id(10)]
    public string Unsuitable { get; init; } = "";

    /// <summary>The bytes of the device's memory that it takes, or is expected to take when it is loaded.</summary>
    [Id(11)]
    public long MemoryBytes { get; init; }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of its files; empty where they were not read yet, or there are none.</summary>
    [Id(12)]
    public string ContentHash { get; init; } = "";

    /// <summary>For how long nothing has used it.</summary>
    [Id(13)]
    public TimeSpan IdleFor { get; init; }

    /// <summary>How many rows it has answered since it was loaded.</summary>
    [Id(14)]
    public long RowsRun { get; init; }

    /// <summary>Of a pipeline, how many steps this worker does not run itself, those of pipelines among its steps included. Callers are sent to the workers with the fewest.</summary>
    [Id(15)]
    public int StepsElsewhere { get; init; }

    /// <summary>
    /// How fast an external worker says it is, in units of its own; it counts beside the others of its model until <see cref="Speed"/> was measured. 0 elsewhere.
    /// </summary>
    [Id(16)]
    public double DeclaredSpeed { get; init; }
}
