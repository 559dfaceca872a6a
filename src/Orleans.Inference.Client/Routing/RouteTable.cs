using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orleans.Inference.Routing;

/// <summary>An immutable snapshot of who serves what. It is swapped whole.</summary>
internal sealed class RouteTable
{
    private readonly Dictionary<string, RoutedModel[]> _byName;

    public RouteTable(RouteTableStamp stamp, IEnumerable<RoutedModel> models)
    {
        Stamp = stamp;
        Models = models.ToImmutableDictionary(model => model.Route.Key);
        Workers = Models.Values.SelectMany(model => model.Destinations).Select(destination => destination.Worker).ToFrozenSet();
        _byName = Models.Values
            .GroupBy(model => model.Route.Key.Name, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.OrderByDescending(model => model.Route.Key.Version, ModelVersions.Ascending).ToArray(),
                StringComparer.Ordinal);
    }

    public static RouteTable Empty { get; } = new(RouteTableStamp.None, []);

    public RouteTableStamp Stamp { get; }

    public ImmutableDictionary<ModelKey, RoutedModel> Models { get; }

    /// <summary>All workers that serve something.</summary>
    public FrozenSet<WorkerId> Workers { get; }

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
        : new ModelNotFoundException(name, null, [.. _byName.Keys.Order(StringComparer.Ordinal)]));

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
