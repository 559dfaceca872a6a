using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>A dispatch policy that this process knows.</summary>
/// <param name="Name">The name by which configuration and requests choose it.</param>
/// <param name="Create">Makes one for a set of destinations.</param>
internal sealed record DispatchPolicyRegistration(string Name, Func<ImmutableArray<Destination>, IDispatchPolicy> Create)
{
    /// <summary>Those that every process knows.</summary>
    public static ImmutableArray<DispatchPolicyRegistration> BuiltIn { get; } =
    [
        new(DispatchPolicies.Lottery, static destinations => new LotteryPolicy(destinations)),
        new(DispatchPolicies.ShortestQueue, static destinations => new ShortestQueuePolicy(destinations)),
        new(DispatchPolicies.PowerOfTwo, static destinations => new PowerOfTwoPolicy(destinations)),
        new(DispatchPolicies.RoundRobin, static destinations => new RoundRobinPolicy(destinations)),
        new(DispatchPolicies.LeastLatency, static destinations => new LeastLatencyPolicy(destinations)),
        new(DispatchPolicies.Sticky, static destinations => new StickyPolicy(destinations)),
        new(DispatchPolicies.LocalFirst, static destinations => new LocalFirstPolicy(destinations)),
    ];
}
