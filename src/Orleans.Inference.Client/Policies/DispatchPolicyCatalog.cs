using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Policies;

/// <summary>The dispatch policies of this process, by name. One that an application adds under a known name takes that one's place.</summary>
internal sealed partial class DispatchPolicyCatalog(IEnumerable<DispatchPolicyRegistration> added, ILogger<DispatchPolicyCatalog> logger)
{
    private readonly FrozenDictionary<string, DispatchPolicyRegistration> _byName = DispatchPolicyRegistration.BuiltIn.Concat(added)
        .GroupBy(policy => policy.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _missed = new(StringComparer.Ordinal);

    /// <summary>All names, in order.</summary>
    public ImmutableArray<string> Names => [.. _byName.Keys.Order(StringComparer.Ordinal)];

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>
    /// The policy of that name for these destinations. Where this process lacks it, because the silos' application added it or they are newer, two at random are
    /// compared: that does no harm whatever the others do.
    /// </summary>
    public IDispatchPolicy Create(string name, ImmutableArray<Destination> destinations)
    {
        if (_byName.TryGetValue(name, out var policy)) return policy.Create(destinations);
        if (_missed.TryAdd(name, true)) LogUnknown(name, DispatchPolicies.PowerOfTwo);
        return _byName[DispatchPolicies.PowerOfTwo].Create(destinations);
    }

    [LoggerMessage(1, LogLevel.Warning, "The dispatch policy {Policy} is not known here: {Substitute} takes its place")]
    private partial void LogUnknown(string policy, string substitute);
}
