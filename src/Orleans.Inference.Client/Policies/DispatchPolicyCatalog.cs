using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Policies;

/// <summary>The dispatch policies of this process, by name.</summary>
internal sealed partial class DispatchPolicyCatalog(IEnumerable<IDispatchPolicy> policies, ILogger<DispatchPolicyCatalog> logger)
{
    private readonly FrozenDictionary<string, IDispatchPolicy> _byName = policies.ToFrozenDictionary(policy => policy.Name, StringComparer.Ordinal);

    /// <summary>The policy of that name; where this process lacks it, because a newer silo named it, the shortest queue.</summary>
    public IDispatchPolicy Get(string name)
    {
        if (_byName.TryGetValue(name, out var policy)) return policy;
        LogUnknown(name, DispatchPolicies.ShortestQueue);
        return _byName[DispatchPolicies.ShortestQueue];
    }

    [LoggerMessage(1, LogLevel.Warning, "The dispatch policy {Policy} is not known here: {Substitute} takes its place")]
    private partial void LogUnknown(string policy, string substitute);
}
