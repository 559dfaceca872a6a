using System.Collections.Immutable;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Traffic;

/// <summary>An alias as this process follows it.</summary>
/// <remarks>
/// A key goes to the target with the highest score, which is its weight over the negative logarithm of a hash of key and target: each target then wins its share
/// of the keys, and a weight that changes moves only keys to or from that target, in whatever order the targets are listed. (C. Schindelhauer and G. Schomaker,
/// "Weighted Distributed Hash Tables", 2005.)
/// </remarks>
internal sealed class RoutedAlias(ModelAlias alias)
{
    private readonly ImmutableArray<AliasTarget> _targets = alias.Targets;
    private readonly ulong[] _hashes = [.. alias.Targets.Select(target => (ulong)AffinityHash.Of($"{alias.Name}/{target}") << 32)];

    public string Name => alias.Name;

    public ShadowTarget? Shadow => alias.Shadow;

    /// <summary>Chooses the target of a request.</summary>
    /// <param name="table">Who is served.</param>
    /// <param name="affinityKey">What belongs together.</param>
    /// <param name="random">Decides where no key does.</param>
    /// <param name="missed">The target that it was to go to, where nobody serves that and another one took its place.</param>
    public AliasTarget Choose(RouteTable table, string? affinityKey, Random random, out AliasTarget? missed)
    {
        missed = null;
        var key = alias.Sticky ? affinityKey : null;
        var chosen = Choose(key, random, among: null) ?? _targets[0];
        if (IsServed(table, chosen) || Choose(key, random, table) is not { } other) return chosen;
        missed = chosen;
        return other;
    }

    /// <summary>The target with the most weight of those that are served; where none is, of all.</summary>
    public AliasTarget FindHeaviest(RouteTable table)
    {
        var byWeight = _targets.OrderByDescending(target => target.Weight);
        foreach (var target in byWeight)
        {
            if (IsServed(table, target)) return target;
        }

        return byWeight.First();
    }

    private AliasTarget? Choose(string? key, Random random, RouteTable? among) => key is null ? Draw(random, among) : FindHighest(AffinityHash.Of(key), among);

    private AliasTarget? Draw(Random random, RouteTable? among)
    {
        var total = 0.0;
        foreach (var target in _targets)
        {
            if (among is null || IsServed(among, target)) total += target.Weight;
        }

        var left = random.NextDouble() * total;
        AliasTarget? last = null;
        foreach (var target in _targets)
        {
            if (among is not null && !IsServed(among, target)) continue;
            last = target;
            left -= target.Weight;
            if (left < 0) break;
        }

        return last;
    }

    private AliasTarget? FindHighest(uint key, RouteTable? among)
    {
        var (best, highest) = (-1, double.NegativeInfinity);
        for (var i = 0; i < _targets.Length; i++)
        {
            if (among is not null && !IsServed(among, _targets[i])) continue;
            var score = _targets[i].Weight / -Math.Log(Fraction(_hashes[i] | key));
            if (score > highest) (best, highest) = (i, score);
        }

        return best < 0 ? null : _targets[best];
    }

    // What is loaded by its first request is as good as served.
    private static bool IsServed(RouteTable table, AliasTarget target) => table.TryFind(target.Model, target.Version) is { Destinations.IsEmpty: false } or { Route.OnDemand: true };

    // The finalizer of SplitMix64: every bit reaches every bit. Neither 0 nor 1, of which the logarithms are of no use.
    private static double Fraction(ulong hash)
    {
        hash += 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return (((hash ^ (hash >> 31)) >> 12) + 0.5) / (1L << 52);
    }
}
