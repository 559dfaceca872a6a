using System.Collections.Immutable;

namespace Orleans.Inference.Models.Repository;

/// <summary>What one look at the repository found: the names of models that are otherwise than before, and stay so.</summary>
internal sealed record RepositoryLook
{
    public static RepositoryLook Nothing { get; } = new();

    /// <summary>Models that were not there.</summary>
    public ImmutableArray<string> New { get; init; } = [];

    /// <summary>Models whose files are others.</summary>
    public ImmutableArray<string> Changed { get; init; } = [];

    /// <summary>Models that have no files any more.</summary>
    public ImmutableArray<string> Gone { get; init; } = [];

    /// <summary>Why the repository itself cannot be read, said once; <see langword="null"/> where it can. What is served stays so.</summary>
    public string? Problem { get; init; }
}
