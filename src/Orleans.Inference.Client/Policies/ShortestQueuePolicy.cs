using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>The worker whose queue, with this request in it, is the shortest for its speed. Ties are broken at random, or an idle cluster would herd.</summary>
internal sealed class ShortestQueuePolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    public Destination Choose(in DispatchContext context)
    {
        var window = new SampleWindow(destinations);
        var best = window[0];
        var bestSeconds = double.PositiveInfinity;
        var ties = 0;
        for (var i = 0; i < window.Length; i++)
        {
            var destination = window[i];
            var seconds = destination.GetExpectedSeconds(context);
            if (seconds > bestSeconds) continue;
            if (seconds < bestSeconds) ties = 0;
            bestSeconds = seconds;
            // Each of n equals stays with the probability 1/n.
            if (++ties == 1 || Random.Shared.Next(ties) == 0) best = destination;
        }

        return best;
    }
}
