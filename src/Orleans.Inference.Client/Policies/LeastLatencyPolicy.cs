using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>
/// The worker that answered quickest lately, times the requests that this process has on it. It needs no word about speed, and notices a worker that turned slow
/// by the first answer.
/// </summary>
/// <remarks>The rule is that of Finagle's peak EWMA.</remarks>
internal sealed class LeastLatencyPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    public Destination Choose(in DispatchContext context)
    {
        var window = new SampleWindow(destinations);
        var best = window[0];
        var bestCost = double.PositiveInfinity;
        var ties = 0;
        for (var i = 0; i < window.Length; i++)
        {
            var destination = window[i];
            var cost = CostOf(destination, context.Now);
            if (cost > bestCost) continue;
            if (cost < bestCost) ties = 0;
            bestCost = cost;
            if (++ties == 1 || Random.Shared.Next(ties) == 0) best = destination;
        }

        return best;
    }

    // One that has not answered yet is tried by one request at a time.
    private static double CostOf(Destination destination, long now)
    {
        var inFlight = destination.InFlight;
        var seconds = destination.Latency.SecondsAt(now);
        return seconds > 0 ? seconds * (inFlight + 1) : inFlight == 0 ? 0 : double.PositiveInfinity;
    }
}
