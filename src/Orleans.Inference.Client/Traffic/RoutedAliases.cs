using System.Collections.Frozen;

namespace Orleans.Inference.Traffic;

/// <summary>The aliases of a route table.</summary>
internal sealed class RoutedAliases(AliasTable table)
{
    private readonly FrozenDictionary<string, RoutedAlias> _byName = table.Aliases.ToFrozenDictionary(alias => alias.Name, alias => new RoutedAlias(alias), StringComparer.Ordinal);

    public RoutedAlias? Find(string name) => _byName.GetValueOrDefault(name);
}
