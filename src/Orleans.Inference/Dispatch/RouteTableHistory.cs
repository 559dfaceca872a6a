namespace Orleans.Inference.Dispatch;

/// <summary>The route table with its last changes, so that a router gets only what is new to it.</summary>
internal sealed class RouteTableHistory(DispatcherEpoch epoch)
{
    private const int MaxChanges = 4096;
    private readonly Dictionary<ModelKey, PublishedRoute> _routes = [];
    private readonly List<Change> _changes = [];
    private long _forgottenUpTo;

    public RouteTableStamp Stamp { get; private set; } = new(epoch, 1);

    /// <summary>The models of the table.</summary>
    public IReadOnlyCollection<ModelKey> Models => _routes.Keys;

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
            return new() { From = RouteTableStamp.None, To = Stamp, Changed = [.. _routes.Values.Select(route => route.ToRoute())] };
        }

        HashSet<ModelKey> models = [];
        HashSet<(ModelKey Model, WorkerId Worker)> workers = [];
        for (var i = _changes.Count - 1; i >= 0 && _changes[i].Version > held.Version; i--)
        {
            if (_changes[i].Worker is { } worker) workers.Add((_changes[i].Model, worker));
            else models.Add(_changes[i].Model);
        }

        return new()
        {
            From = held,
            To = Stamp,
            Changed = [.. models.Where(_routes.ContainsKey).Select(model => _routes[model].ToRoute())],
            Removed = [.. models.Where(model => !_routes.ContainsKey(model))],
            ChangedWorkers = [.. workers.Where(change => !models.Contains(change.Model)).GroupBy(change => change.Model, change => change.Worker).Select(DescribeWorkers)],
        };
    }

    private WorkerRoutesUpdate DescribeWorkers(IGrouping<ModelKey, WorkerId> changes)
    {
        var published = _routes[changes.Key].Workers;
        return new(changes.Key, [.. changes.Where(published.ContainsKey).Select(worker => published[worker])], [.. changes.Where(worker => !published.ContainsKey(worker))]);
    }

    private void Set(ModelRoute route, long version)
    {
        var head = route with { Workers = [] };
        if (!_routes.TryGetValue(route.Key, out var published) || published.Head != head)
        {
            _routes[route.Key] = new(head, route.Workers.ToDictionary(worker => worker.Worker));
            _changes.Add(new(version, route.Key, null));
            return;
        }

        foreach (var worker in route.Workers)
        {
            if (published.Workers.TryGetValue(worker.Worker, out var known) && known == worker) continue;
            published.Workers[worker.Worker] = worker;
            _changes.Add(new(version, route.Key, worker.Worker));
        }

        if (published.Workers.Count == route.Workers.Length) return;
        var present = route.Workers.Select(worker => worker.Worker).ToHashSet();
        foreach (var left in published.Workers.Keys.Where(worker => !present.Contains(worker)).ToList())
        {
            published.Workers.Remove(left);
            _changes.Add(new(version, route.Key, left));
        }
    }

    private void Remove(ModelKey model, long version)
    {
        if (_routes.Remove(model)) _changes.Add(new(version, model, null));
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

    /// <summary>What changed in a version: a worker of a model, or more of it.</summary>
    private readonly record struct Change(long Version, ModelKey Model, WorkerId? Worker);
}
