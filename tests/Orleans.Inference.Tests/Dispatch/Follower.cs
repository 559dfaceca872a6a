namespace Orleans.Inference.Tests.Dispatch;

/// <summary>What a router does with updates, and nothing else.</summary>
internal sealed class Follower
{
    private readonly Dictionary<ModelKey, ModelRoute> _routes = [];

    public Follower()
    {
    }

    public Follower(RouteTableStamp stamp, ModelRoute[] routes) => (Stamp, _routes) = (stamp, routes.ToDictionary(route => route.Key));

    public RouteTableStamp Stamp { get; private set; }

    public void Take(RouteTableUpdate? update)
    {
        if (update is null) return;
        if (update.From == RouteTableStamp.None) _routes.Clear();
        else Assert.Equal(Stamp, update.From);
        foreach (var key in update.Removed) _routes.Remove(key);
        foreach (var route in update.Changed) _routes[route.Key] = route;
        foreach (var (model, changed, left, head) in update.ChangedWorkers)
        {
            var ids = changed.Select(worker => worker.Worker).Concat(left).ToHashSet();
            _routes[model] = (head ?? _routes[model]) with { Workers = [.. _routes[model].Workers.Where(worker => !ids.Contains(worker.Worker)), .. changed] };
        }

        Stamp = update.To;
    }

    public bool Holds(IEnumerable<ModelRoute> routes)
    {
        var expected = routes.ToDictionary(route => route.Key);
        return _routes.Count == expected.Count
            && expected.All(entry => _routes.TryGetValue(entry.Key, out var route)
                && route with { Workers = [] } == entry.Value with { Workers = [] }
                && route.Workers.ToHashSet().SetEquals(entry.Value.Workers));
    }
}
