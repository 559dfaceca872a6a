using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>Draws destinations at random, weighted by speed: one is drawn evenly, and stays drawn with its speed's share of the highest.</summary>
/// <remarks>A. Lipowski and D. Lipowska, "Roulette-wheel selection via stochastic acceptance", 2012.</remarks>
internal sealed class SpeedWheel(ImmutableArray<Destination> destinations)
{
    private const int MaxDraws = 64;
    private const long DrawsPerLook = 256;
    private long _draws = -1;
    private double _highest;

    public Destination Draw()
    {
        if (Interlocked.Increment(ref _draws) % DrawsPerLook == 0) LookForHighest();
        for (var draw = 0; draw < MaxDraws; draw++)
        {
            var drawn = destinations[Random.Shared.Next(destinations.Length)];
            var highest = Volatile.Read(ref _highest);
            var weight = WeightOf(drawn);
            if (weight > highest) Volatile.Write(ref _highest, weight);
            if (Random.Shared.NextDouble() * highest < weight) return drawn;
        }

        return GoRound();
    }

    // One that is many times as fast as most is seldom drawn: the wheel is gone round once.
    private Destination GoRound()
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
