using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Routing;

/// <summary>Destinations that may be chosen among, with the policy that chooses, and those that single requests asked for instead.</summary>
internal sealed class CandidateSet(ImmutableArray<Destination> destinations, string policy, DispatchPolicyCatalog policies)
{
    private readonly IDispatchPolicy? _policy = destinations.Length > 1 ? policies.Create(policy, destinations) : null;
    private readonly ConcurrentDictionary<string, IDispatchPolicy> _others = new(StringComparer.Ordinal);

    public ImmutableArray<Destination> Destinations => destinations;

    /// <summary>Chooses; <see langword="null"/> when there is nobody.</summary>
    public Destination? Choose(in DispatchContext context, string? otherPolicy)
    {
        if (_policy is null) return destinations.IsEmpty ? null : destinations[0];
        return (otherPolicy is null || otherPolicy == policy ? _policy : Other(otherPolicy)).Choose(context);
    }

    private IDispatchPolicy Other(string name) =>
        _others.TryGetValue(name, out var known) ? known : _others.GetOrAdd(name, static (name, set) => set.policies.Create(name, set.destinations), (policies, destinations));
}
