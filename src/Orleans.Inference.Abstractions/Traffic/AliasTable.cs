using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>All aliases there are.</summary>
/// <param name="Version">Rises with each change.</param>
/// <param name="Aliases">The aliases, by name.</param>
[GenerateSerializer, Immutable, Alias("inference.AliasTable")]
public sealed record AliasTable(long Version, ImmutableArray<ModelAlias> Aliases)
{
    /// <summary>What there is before the first change.</summary>
    public static AliasTable Empty { get; } = new(0, []);

    /// <summary>An alias by its name; <see langword="null"/> where there is none.</summary>
    /// <param name="name">The name.</param>
    public ModelAlias? Find(string name)
    {
        foreach (var alias in Aliases)
        {
            if (alias.Name == name) return alias;
        }

        return null;
    }

    /// <summary>The next table, in which an alias is new or replaced.</summary>
    /// <param name="alias">The alias.</param>
    public AliasTable With(ModelAlias alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return new(Version + 1, [.. Others(alias.Name).Append(alias).OrderBy(other => other.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The next table, in which an alias is gone.</summary>
    /// <param name="name">Its name.</param>
    public AliasTable Without(string name) => new(Version + 1, [.. Others(name)]);

    private IEnumerable<ModelAlias> Others(string name) => Aliases.Where(other => other.Name != name);
}
