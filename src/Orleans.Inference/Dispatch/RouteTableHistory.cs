namespace Orleans.Inference.Dispatch;

/// <summary>The route table with the version at which each route last changed, so that a router gets only what is new to it.</summary>
internal sealed class RouteTableHistory(DispatcherEpoch epoch)
{
    private const int MaxRemoved = 1024;
    private readonly Dictionary<ModelKey, (ModelRoute Route, long ChangedAt)> _routes = [];
    private readonly List<(ModelKey Key, long RemovedAt)> _removed = [];
    private long _forgottenUpTo;

    public RouteTableStamp Stamp { get; private set; } = new(epoch, 1);

    /// <summary>Takes in the routes as they are now.</summary>
    /// <returns>Whether anything differs, and so the version rose.</returns>
    public bool Update(IReadOnlyCollection<ModelRoute> routes)
    {
        var version = Stamp.Version + 1;
        var changed = false;
        foreach (var route in routes)
        {
            if (_routes.TryGetValue(route.Key, out var known) && IsSame(known.Route, route)) continue;
            _routes[route.Key] = (route, version);
            changed = true;
        }

        var present = routes.Select(route => route.Key).ToHashSet();
        foreach (var key in _routes.Keys.Where(key => !present.Contains(key)).ToList())
        {
            _routes.Remove(key);
            _removed.Add((key, version));
            changed = true;
        }

        if (changed) Stamp = new(epoch, version);
        Forget();
        return changed;
    }

    /// <summary>What turns the table that somebody holds into this one; <see langword="null"/> when it is this one.</summary>
    public RouteTableUpdate? UpdateFrom(RouteTableStamp held)
    {
        if (held == Stamp) return null;
        // Another dispatcher's table, one from the future, or one so old that removals since then are forgotten: all is sent.
        if (held.Epoch != epoch || held.Version > Stamp.Version || held.Version < _forgottenUpTo) held = RouteTableStamp.None;
        return new()
        {
            From = held,
            To = Stamp,
            Changed = [.. _routes.Values.Where(entry => entry.ChangedAt > held.Version).Select(entry => entry.Route)],
            Removed = held == RouteTableStamp.None ? [] : [.. _removed.Where(entry => entry.RemovedAt > held.Version && !_routes.ContainsKey(entry.Key)).Select(entry => entry.Key)],
        };
    }

    private void Forget()
    {
        if (_removed.Count <= MaxRemoved) return;
        _forgottenUpTo = _removed[^MaxRemoved].RemovedAt;
        _removed.RemoveRange(0, _removed.Count - MaxRemoved);
    }

    // Records compare immutable arrays by reference.
    private static bool IsSame(ModelRoute known, ModelRoute route) =>
        known.Workers.AsSpan().SequenceEqual(route.Workers.AsSpan())
        && known.DispatchPolicy == route.DispatchPolicy
        && known.Hedge == route.Hedge
        && known.Unavailable == route.Unavailable
        && (ReferenceEquals(known.Metadata, route.Metadata) || known.Metadata?.Equals(route.Metadata) == true);
}
