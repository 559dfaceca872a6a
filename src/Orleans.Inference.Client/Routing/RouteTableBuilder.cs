using System.Collections.Immutable;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Routing;

/// <summary>Makes the next route table of the last one and an update. What was learned of a worker's load and speed is kept from table to table.</summary>
internal sealed class RouteTableBuilder(IWorkerConnector connector, DispatchPolicyCatalog policies, ClusterHealth health, RouterLocation location, TimeProvider timeProvider)
{
    private Dictionary<WorkerId, WorkerLoadEstimate> _loads = [];

    public RouteTable Apply(RouteTable table, RouteTableUpdate update)
    {
        var routes = update.From == RouteTableStamp.None ? [] : table.Models.ToDictionary(entry => entry.Key, entry => entry.Value.Route);
        foreach (var key in update.Removed) routes.Remove(key);
        foreach (var route in update.Changed) routes[route.Key] = route;

        _loads = routes.Values.SelectMany(route => route.Workers).Select(worker => worker.Worker).Distinct()
            .ToDictionary(worker => worker, worker => _loads.GetValueOrDefault(worker) ?? new(timeProvider));
        var next = new RouteTable(update.To, routes.Values.Select(route => Resolve(route, table.Models.GetValueOrDefault(route.Key))));
        health.Follow(next);
        return next;
    }

    /// <summary>What is known of a worker's load; <see langword="null"/> for one that serves nothing.</summary>
    public WorkerLoadEstimate? FindLoad(WorkerId worker) => Volatile.Read(ref _loads).GetValueOrDefault(worker);

    private RoutedModel Resolve(ModelRoute route, RoutedModel? known)
    {
        if (known is not null && ReferenceEquals(known.Route, route)) return known;
        return new(route, [.. route.Workers.Select(ToDestination)], policies, health.Suspicions);

        Destination ToDestination(WorkerRoute worker)
        {
            if (known?.Destinations.FirstOrDefault(candidate => candidate.Worker == worker.Worker) is not { } destination)
            {
                var connection = connector.Connect(worker.Worker);
                var watched = connection.Remote is { } remote ? health.Watch(worker.Worker, remote) : null;
                return new(worker.Worker, connection.InferAsync, watched, _loads[worker.Worker], worker.Speed, location.To(worker));
            }

            // A speed published anew is news also of a worker that this process does not call and so is told nothing by.
            if (!known.Route.Workers.Contains(worker)) destination.Speed = worker.Speed;
            return destination;
        }
    }
}
