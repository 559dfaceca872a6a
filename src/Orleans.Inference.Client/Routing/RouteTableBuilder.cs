using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Routing;

/// <summary>Makes the next route table of the last one and an update. What was learned of a worker's load and speed is kept from table to table.</summary>
internal sealed class RouteTableBuilder(IWorkerConnector connector, DispatchPolicyCatalog policies, ClusterHealth health, RouterLocation location, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<WorkerId, RoutedWorker> _workers = new();
    private readonly HashSet<WorkerId> _idle = [];

    public RouteTable Apply(RouteTable table, RouteTableUpdate update)
    {
        List<RoutedModel> changed = [.. update.Changed.Select(route => Build(route, table.Models.GetValueOrDefault(route.Key)))];
        changed.AddRange(update.ChangedWorkers.Select(change => Change(table.Models[change.Model], change)));
        var removed = update.From == RouteTableStamp.None ? [.. table.Models.Keys.Except(update.Changed.Select(route => route.Key))] : update.Removed;
        foreach (var key in removed) Leave(table.Models.GetValueOrDefault(key)?.Destinations ?? []);

        var next = table.With(update.To, changed, removed);
        if (update.Aliases is { } aliases) next = next.With(aliases);
        health.Follow(next, ForgetIdle());
        return next;
    }

    /// <summary>What is known of a worker's load; <see langword="null"/> for one that serves nothing.</summary>
    public WorkerLoadEstimate? FindLoad(WorkerId worker) => _workers.GetValueOrDefault(worker)?.Load;

    private RoutedModel Build(ModelRoute route, RoutedModel? known)
    {
        var destinations = known?.Destinations.ToDictionary(destination => destination.Worker) ?? [];
        var model = new RoutedModel(route with { Workers = [] }, [.. route.Workers.Select(worker => Build(worker, destinations.GetValueOrDefault(worker.Worker)))], policies, health.Suspicions);
        Join(model.Destinations);
        Leave(known?.Destinations ?? []);
        return model;
    }

    private RoutedModel Change(RoutedModel known, WorkerRoutesUpdate change)
    {
        var changes = change.Changed.ToDictionary(worker => worker.Worker);
        var gone = change.Left.ToHashSet();
        List<Destination> left = [];
        var destinations = ImmutableArray.CreateBuilder<Destination>(known.Destinations.Length + changes.Count);
        foreach (var destination in known.Destinations)
        {
            if (gone.Contains(destination.Worker))
            {
                left.Add(destination);
                continue;
            }

            if (changes.Remove(destination.Worker, out var worker)) Build(worker, destination);
            destinations.Add(destination);
        }

        var isSame = changes.Count == 0 && left.Count == 0;
        if (isSame && change.Head is null) return known; // speeds alone: who decides keeps what it knows
        Destination[] joined = [.. changes.Values.Select(worker => Build(worker, null))];
        Join(joined);
        Leave(left);
        destinations.AddRange(joined);
        return new(change.Head ?? known.Route, isSame ? known.Destinations : destinations.ToImmutable(), policies, health.Suspicions);
    }

    private Destination Build(WorkerRoute worker, Destination? known)
    {
        if (known is not null)
        {
            // A route that is sent again for another reason says no news of a speed.
            if (known.PublishedSpeed != worker.Speed) (known.PublishedSpeed, known.Speed) = (worker.Speed, worker.Speed);
            return known;
        }

        var connection = connector.Connect(worker);
        var watched = connection.Remote is { } remote ? health.Watch(worker.Worker, remote) : null;
        var load = _workers.GetOrAdd(worker.Worker, static (_, timeProvider) => new(new(timeProvider)), timeProvider).Load;
        return new(worker.Worker, connection.InferAsync, watched, load, worker.Speed, location.To(worker));
    }

    private void Join(IEnumerable<Destination> destinations)
    {
        foreach (var destination in destinations) _workers[destination.Worker].Models++;
    }

    private void Leave(IEnumerable<Destination> destinations)
    {
        foreach (var destination in destinations)
        {
            if (--_workers[destination.Worker].Models == 0) _idle.Add(destination.Worker);
        }
    }

    // Not at once: it may come back with another model of the same update.
    private List<WorkerId> ForgetIdle()
    {
        List<WorkerId> left = [.. _idle.Where(worker => _workers[worker].Models == 0)];
        foreach (var worker in left) _workers.TryRemove(worker, out _);
        _idle.Clear();
        return left;
    }

    /// <summary>A worker of the table, and on how many models of it.</summary>
    private sealed record RoutedWorker(WorkerLoadEstimate Load)
    {
        public int Models { get; set; }
    }
}
