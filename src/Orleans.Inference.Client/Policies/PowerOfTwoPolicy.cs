using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>
/// The better of two at random. Many routers that know little of each other do not run to the same worker, and it is nearly as good as knowing all.
/// </summary>
/// <remarks>M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001.</remarks>
internal sealed class PowerOfTwoPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    public Destination Choose(in DispatchContext context)
    {
        var first = Random.Shared.Next(destinations.Length);
        var second = Random.Shared.Next(destinations.Length - 1);
        if (second >= first) second++;
        var (one, other) = (destinations[first], destinations[second]);
        // On a tie the first, which is as random as any.
        return other.GetExpectedSeconds(context) < one.GetExpectedSeconds(context) ? other : one;
    }
}
