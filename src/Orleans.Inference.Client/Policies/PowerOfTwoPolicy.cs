using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>
/// The better of two at random, the faster the likelier. Many routers that know little of each other do not run to the same worker, and it is nearly as good as
/// knowing all.
/// </summary>
/// <remarks>
/// M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001. Drawn evenly, two slow workers would get a pair's share of requests however
/// slow they are.
/// </remarks>
internal sealed class PowerOfTwoPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    private const int MaxDraws = 4;
    private readonly SpeedWheel _wheel = new(destinations);

    public Destination Choose(in DispatchContext context)
    {
        var one = _wheel.Draw();
        var other = _wheel.Draw();
        for (var draw = 1; draw < MaxDraws && other == one; draw++) other = _wheel.Draw();
        // On a tie the first, which is as random as any.
        return other.GetExpectedSeconds(context) < one.GetExpectedSeconds(context) ? other : one;
    }
}
