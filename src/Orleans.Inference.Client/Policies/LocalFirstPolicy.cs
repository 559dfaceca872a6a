using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>
/// The shortest queue of the nearest workers: own silo, same host, same zone, any. Those further off are taken where they are done in less than half the time.
/// </summary>
internal sealed class LocalFirstPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    /// <summary>How much longer than further off it may take nearby.</summary>
    internal const double Patience = 2;

    private readonly ImmutableArray<Ring> _rings = [.. destinations
        .GroupBy(destination => destination.Locality)
        .OrderBy(ring => ring.Key)
        .Select(ring => new Ring([.. ring]))];

    public Destination Choose(in DispatchContext context)
    {
        var near = _rings[0].Choose(context);
        for (var i = 1; i < _rings.Length && near.GetQueueLength(context) >= 1; i++)
        {
            var far = _rings[i].Choose(context);
            if (near.GetExpectedSeconds(context) > far.GetExpectedSeconds(context) * Patience) near = far;
        }

        return near;
    }

    /// <summary>Workers that are equally near.</summary>
    private sealed class Ring(ImmutableArray<Destination> destinations)
    {
        private readonly ShortestQueuePolicy _shortestQueue = new(destinations);

        public Destination Choose(in DispatchContext context) => destinations.Length == 1 ? destinations[0] : _shortestQueue.Choose(context);
    }
}
