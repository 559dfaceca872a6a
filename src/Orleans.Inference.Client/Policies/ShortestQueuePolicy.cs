using Orleans.Inference.Routing;

namespace Orleans.Inference.Policies;

/// <summary>The worker whose queue, with this request in it, is the shortest for its speed. Ties are broken at random, or an idle cluster would herd.</summary>
internal sealed class ShortestQueuePolicy : IDispatchPolicy
{
    public string Name => DispatchPolicies.ShortestQueue;

    public Destination Choose(ReadOnlySpan<Destination> destinations)
    {
        var best = destinations[0];
        var bestWait = double.PositiveInfinity;
        var ties = 0;
        foreach (var destination in destinations)
        {
            var wait = WaitAt(destination);
            if (wait > bestWait) continue;
            if (wait < bestWait) ties = 0;
            bestWait = wait;
            // Each of n equals stays with the probability 1/n.
            if (Random.Shared.Next(++ties) == 0) best = destination;
        }

        return best;
    }

    // A worker whose speed is not known yet is tried by one request at a time.
    private static double WaitAt(Destination destination) =>
        destination.Speed > 0 ? (destination.Load.QueueLength + 1) / destination.Speed
        : destination.Load.InFlight == 0 ? 0
        : double.PositiveInfinity;
}
