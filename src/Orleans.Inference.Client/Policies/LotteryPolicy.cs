using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>At random, weighted by speed: a worker is drawn evenly, and stays drawn with its speed's share of the highest. It knows nothing of queues.</summary>
/// <remarks>A. Lipowski and D. Lipowska, "Roulette-wheel selection via stochastic acceptance", 2012.</remarks>
internal sealed class LotteryPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    private const int MaxDraws = 64;
    private const long DecisionsPerLook = 256;
    private long _decisions = -1;
    private double _highest;

    public Destination Choose(in DispatchContext context)
    {
        if (Interlocked.Increment(ref _decisions) % DecisionsPerLook == 0) LookForHighest();
        for (var draw = 0; draw < MaxDraws; draw++)
        {
            var drawn = destinations[Random.Shared.Next(destinations.Length)];
            var highest = Volatile.Read(ref _highest);
            var weight = WeightOf(drawn);
            if (weight > highest) Volatile.Write(ref _highest, weight);
            if (Random.Shared.NextDouble() * highest < weight) return drawn;
        }

        return Walk();
    }

    // One that is many times as fast as most is seldom drawn: the wheel is gone round once.
    private Destination Walk()
    {
        var total = 0.0;
        foreach (var destination in destinations.AsSpan()) total += WeightOf(destination);
        var place = Random.Shared.NextDouble() * total;
        foreach (var destination in destinations.AsSpan())
        {
            place -= WeightOf(destination);
            if (place < 0) return destination;
        }

        return destinations[^1];
    }

    // Speeds fall too.
    private void LookForHighest()
    {
        var highest = 0.0;
        foreach (var destination in destinations.AsSpan()) highest = Math.Max(highest, destination.Speed);
        Volatile.Write(ref _highest, highest > 0 ? highest : 1);
    }

    // One whose speed is not known yet counts as a fast one, and soon is known.
    private double WeightOf(Destination destination) => destination.Speed is > 0 and var speed ? speed : Volatile.Read(ref _highest);
}
