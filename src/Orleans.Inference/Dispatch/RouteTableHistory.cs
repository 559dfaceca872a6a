using System.Runtime.InteropServices;

namespace Orleans.Inference.Dispatch;

/// <summary>The route table with its last changes, so that a router gets only what is new to it.</summary>
internal sealed class RouteTableHistory(DispatcherEpoch epoch)
{
    private const int MaxChanges = 4096;
    private readonly Dictionary<ModelKey, PublishedRoute> _routes = [];
    private readonly List<Change> _changes = [];
    private long _forgottenUpTo;
    private long _aliasesSince;

    public RouteTableStamp Stamp { get; private set; } = new(epoch, 1);

    /// <summary>The models of the table.</summary>
    public IReadOnlyCollection<ModelKey> Models => _routes.Keys;

    /// <summary>The aliases; <see langword="null"/> while they are not known.</summary>
    public AliasTable? Aliases { get; private set; }

    /// <summary>Takes in the aliases as they are now.</summary>
    /// <returns>Whether they differ, and so the version rose.</returns>
    public bool Update(AliasTable aliases)
    {
        if (aliases.Version == Aliases?.Version) return false;
        Aliases = aliases;
        Stamp = new(epoch, _aliasesSince = Stamp.Version + 1);
        return true;
    }

    /// <summary>Takes in routes as they are now.</summary>
    /// <param name="routes">Those that may have changed; <see langword="null"/> for a model that nobody knows any more.</param>
    /// <returns>Whether anything differs, and so the version rose.</returns>
    public bool Update(IEnumerable<KeyValuePair<ModelKey, ModelRoute?>> routes)
    {
        var (before, version) = (_changes.Count, Stamp.Version + 1);
        foreach (var (key, route) in routes)
        {
            if (route is null) Remove(key, version);
            else Set(route, version);
        }

        if (_changes.Count == before) return false;
        Stamp = new(epoch, version);
        Forget();
        return true;
    }

    /// <summary>What turns the table that somebody holds into this one; <see langword="null"/> when it is this one.</summary>
    public RouteTableUpdate? UpdateFrom(RouteTableStamp held)
    {
        if (held == Stamp) return null;
        // Another dispatcher's table, one from the future, or one so old that changes since then are forgotten: all is sent.
        if (held.Epoch != epoch || held.Version > Stamp.Version || held.Version < _forgottenUpTo)
        {
            return new() { From = RouteTableStamp.None, To = Stamp, Changed = [.. _routes.Values.Select(route => route.ToRoute())], Aliases = Aliases };
        }

        var models = new Dictionary<ModelKey, ModelChanges>();
        var known = _changes.Count;
        while (known > 0 && _changes[known - 1].Version > held.Version) known--;
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(_changes)[known..])
        {
            ref var changes = ref CollectionsMarshal.GetValueRefOrAddDefault(models, change.Model, out _);
            (changes ??= new()).Add(change);
        }

        return new()
        {
            From = held,
            To = Stamp,
            Changed = [.. models.Where(model => model.Value.IsWhole && _routes.ContainsKey(model.Key)).Select(model => _routes[model.Key].ToRoute())],
            Removed = [.. models.Where(model => model.Value.IsWhole && !_routes.ContainsKey(model.Key)).Select(model => model.Key)],
            ChangedWorkers = [.. models.Where(model => !model.Value.IsWhole).Select(model => Describe(model.Key, model.Value))],
            Aliases = held.Version < _aliasesSince ? Aliases : null,
        };
    }

    private WorkerRoutesUpdate Describe(ModelKey model, ModelChanges changes)
    {
        var (head, workers) = _routes[model];
        return new(
            model,
            [.. changes.Workers.Where(workers.ContainsKey).Select(worker => workers[worker])],
            [.. changes.Workers.Where(worker => !workers.ContainsKey(worker))],
            changes.IsHead ? head : null);
    }

    private void Set(ModelRoute route, long version)
    {
        var head = route with { Workers = [] };
        if (!_routes.TryGetValue(route.Key, out var published))
        {
            _routes[route.Key] = new(head, route.Workers.ToDictionary(worker => worker.Worker));
            _changes.Add(new(version, route.Key, What.Model));
            return;
        }

        if (published.Head != head)
        {
            _routes[route.Key] = published with { Head = head };
            _changes.Add(new(version, route.Key, What.Head));
        }

        foreach (var worker in route.Workers)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(published.Workers, worker.Worker, out var isKnown);
            if (isKnown && known == worker) continue;
            known = worker;
            _changes.Add(new(version, route.Key, What.Worker, worker.Worker));
        }

        if (published.Workers.Count == route.Workers.Length) return;
        var present = route.Workers.Select(worker => worker.Worker).ToHashSet();
        foreach (var left in published.Workers.Keys.Where(worker => !present.Contains(worker)).ToList())
        {
            published.Workers.Remove(left);
            _changes.Add(new(version, route.Key, What.Worker, left));
        }
    }

    private void Remove(ModelKey model, long version)
    {
        if (_routes.Remove(model)) _changes.Add(new(version, model, What.Model));
    }

    private void Forget()
    {
        if (_changes.Count <= MaxChanges * 2) return;
        _forgottenUpTo = _changes[^MaxChanges].Version;
        _changes.RemoveRange(0, _changes.Count - MaxChanges);
    }

    /// <summary>A route as it is published: what it says beside its workers, and these.</summary>
    private sealed record PublishedRoute(ModelRoute Head, Dictionary<WorkerId, WorkerRoute> Workers)
    {
        public ModelRoute ToRoute() => Head with { Workers = [.. Workers.Values] };
    }

    private enum What
    {
        /// <summary>The model is new, or gone.</summary>
        Model,

        /// <summary>What its route says beside its workers.</summary>
        Head,

        /// <summary>One worker of it.</summary>
        Worker,
    }

    /// <summary>What changed in a version.</summary>
    private readonly record struct Change(long Version, ModelKey Model, What What, WorkerId Worker = default);

    /// <summary>All that changed about a model since some version.</summary>
    private sealed class ModelChanges
    {
        public bool IsWhole { get; private set; }

        public bool IsHead { get; private set; }

        public HashSet<WorkerId> Workers { get; } = [];

        public void Add(in Change change)
        {
            IsWhole |= change.What == What.Model;
            IsHead |= change.What == What.Head;
            if (change.What == What.Worker) Workers.Add(change.Worker);
        }
    }
}
