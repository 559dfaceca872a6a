namespace Orleans.Inference;

/// <summary>What became of a version of a model on one worker that was told to load or to unload it.</summary>
[GenerateSerializer, Immutable, Alias("inference.ModelOutcome")]
public sealed record ModelOutcome
{
    /// <summary>The worker.</summary>
    [Id(0)]
    public required WorkerId Worker { get; init; }

    /// <summary>The model and its version; no version where none was found.</summary>
    [Id(1)]
    public required ModelKey Model { get; init; }

    /// <summary>Where it is now.</summary>
    [Id(2)]
    public required ModelState State { get; init; }

    /// <summary>Why it is not as was asked for; empty where it is. A version that was served stays when what was to replace it cannot be loaded.</summary>
    [Id(3)]
    public string Reason { get; init; } = "";

    /// <summary>How long it took.</summary>
    [Id(4)]
    public TimeSpan Duration { get; init; }

    /// <summary>Whether what was asked for was done.</summary>
    public bool Succeeded => Reason.Length == 0;
}
