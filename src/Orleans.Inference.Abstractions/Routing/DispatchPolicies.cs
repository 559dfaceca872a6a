using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>The names of the dispatch policies.</summary>
public static class DispatchPolicies
{
    /// <summary>The worker with the shortest queue for its speed; on a tie, one at random.</summary>
    public const string ShortestQueue = "shortest_queue";

    /// <summary>All names.</summary>
    public static ImmutableArray<string> All { get; } = [ShortestQueue];
}
