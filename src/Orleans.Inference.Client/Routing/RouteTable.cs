using System.Collections.Immutable;
using Orleans.Inference.Traffic;

namespace Orleans.Inference.Routing;

/// <summary>An immutable snapshot of who serves what. It is swapped whole, and shares with the one before it what did not change.</summary>
internal sealed class RouteTable
{
    private readonly ImmutableDictionary<string, ImmutableArray<RoutedModel>> _byName;

    // Null where there are none, so that requests where nobody uses aliases pay for no look-up.
    private readonly RoutedAliases? _aliases;

    private RouteTable(
        RouteTableStamp stamp, ImmutableDictionary<ModelKey, RoutedModel> models, ImmutableDictionary<string, ImmutableArray<RoutedModel>> byName, AliasTable aliases, RoutedAliases? routed) =>
        (Stamp, Models, _byName, Aliases, _aliases) = (stamp, models, byName, aliases, routed);

    public static RouteTable Empty { get; } = new(
        RouteTableStamp.None,
        ImmutableDictionary<ModelKey, RoutedModel>.Empty,
        ImmutableDictionary.Create<string, ImmutableArray<RoutedModel>>(StringComparer.Ordinal),
        AliasTable.Empty,
        null);

    public RouteTableStamp Stamp { get; }

    public ImmutableDictionary<ModelKey, RoutedModel> Models { get; }

    public AliasTable Aliases { get; }

    /// <summary>The alias that a request means; <see langword="null"/> when it means a model.</summary>
    public RoutedAlias? FindAlias(string name, string? version) => _aliases is null || version is not null ? null : _aliases.Find(name);

    /// <summary>The same table with other aliases.</summary>
    public RouteTable With(AliasTable aliases) => new(Stamp, Models, _byName, aliases, aliases.Aliases.IsEmpty ? null : new(aliases));

    /// <summary>The next table: some models are new or differ, some are gone.</summary>
    public RouteTable With(RouteTableStamp stamp, IReadOnlyCollection<RoutedModel> changed, IReadOnlyCollection<ModelKey> removed)
    {
        var (models, byName) = (Models.ToBuilder(), _byName.ToBuilder());
        foreach (var key in removed) models.Remove(key);
        foreach (var model in changed) models[model.Route.Key] = model;
        var touched = changed.Select(model => model.Route.Key).Concat(removed).ToHashSet();
        foreach (var name in touched.Select(key => key.Name).Distinct(StringComparer.Ordinal))
        {
            var others = byName.GetValueOrDefault(name, []).Where(model => !touched.Contains(model.Route.Key));
            ImmutableArray<RoutedModel> versions = [.. changed
                .Where(model => model.Route.Key.Name == name)
                .Concat(others)
                .OrderByDescending(model => model.Route.Key.Version, ModelVersions.Ascending)];
            if (versions.IsEmpty) byName.Remove(name);
            else byName[name] = versions;
        }

        return new(stamp, models.ToImmutable(), byName.ToImmutable(), Aliases, _aliases);
    }

    /// <summary>The model to call: the version asked for, else the highest one that is ready, else the highest one; <see langword="null"/> if nobody knows it.</summary>
    public RoutedModel? TryFind(string name, string? version)
    {
        if (!_byName.TryGetValue(name, out var versions)) return null;
        foreach (var model in versions)
        {
            if (version is null ? model.Destinations.Length > 0 : model.Route.Key.Version == version) return model;
        }

        return version is null ? versions[0] : null;
    }

    /// <inheritdoc cref="TryFind"/>
    /// <exception cref="ModelNotFoundException">Nobody knows it.</exception>
    public RoutedModel Find(string name, string? version) => TryFind(name, version) ?? throw (_byName.TryGetValue(name, out var versions)
        ? new ModelNotFoundException(name, version, [.. versions.Select(model => model.Route.Key.Version)])
        : new ModelNotFoundException(name, null, [.. _byName.Keys.Union(Aliases.Aliases.Select(alias => alias.Name)).Order(StringComparer.Ordinal)]));

    /// <summary>The error of a model that is known and not served.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reason">Why nobody serves it.</param>
    public NoWorkerException NoWorker(string model, string reason) => new(
        model,
        reason,
        [.. _byName.Where(entry => entry.Value.Any(version => version.Destinations.Length > 0)).Select(entry => entry.Key).Order(StringComparer.Ordinal)]);

    /// <summary>What is ready, by name, the highest version of a name first.</summary>
    public ImmutableArray<ModelMetadata> ListReady() => [.. _byName
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .SelectMany(entry => entry.Value)
        .Where(model => model.Destinations.Length > 0)
        .Select(model => model.Route.Metadata!)];
}
