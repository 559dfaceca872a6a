using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>At random, weighted by speed. It knows nothing of queues.</summary>
internal sealed class LotteryPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
{
    private readonly SpeedWheel _wheel = new(destinations);

    public Destination Choose(in DispatchContext context) => _wheel.Draw();
}
