using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>The names of the dispatch policies that every router knows. An application may add its own.</summary>
public static class DispatchPolicies
{
    /// <summary>At random, weighted by speed.</summary>
    public const string Lottery = "lottery";

    /// <summary>The worker with the shortest queue for its speed; on a tie, one at random. The default.</summary>
    public const string ShortestQueue = "shortest_queue";

    /// <summary>The better one of two at random, by queue and speed.</summary>
    public const string PowerOfTwo = "power_of_two";

    /// <summary>One after the other, as often as they are fast, evenly mixed.</summary>
    public const string RoundRobin = "round_robin";

    /// <summary>The worker that answered quickest lately, for the number of requests that this caller has on it.</summary>
    public const string LeastLatency = "least_latency";

    /// <summary>The same worker for the same <see cref="InferenceRequest.AffinityKey"/>, unless it has a quarter more to do than its share.</summary>
    public const string Sticky = "sticky";

    /// <summary>A worker of the own silo, else of the same host, else of the same zone, else any; by queue and speed within these, and further off where the near ones are busy.</summary>
    public const string LocalFirst = "local_first";

    /// <summary>All names.</summary>
    public static ImmutableArray<string> All { get; } = [Lottery, ShortestQueue, PowerOfTwo, RoundRobin, LeastLatency, Sticky, LocalFirst];
}
