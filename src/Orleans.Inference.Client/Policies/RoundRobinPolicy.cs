using System.Collections.Immutable;

namespace Orleans.Inference.Policies;

/// <summary>
/// One after the other, as often as they are fast, evenly mixed: each worker has a time at which it is due again, 1/speed after it was chosen, and the earliest
/// goes. It knows nothing of queues.
/// </summary>
/// <remarks>Weighted fair queueing's virtual time, as Envoy's earliest-deadline-first scheduler has it. Every router begins at a place of its own.</remarks>
internal sealed class RoundRobinPolicy : IDispatchPolicy
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Destination, double> _due;

    public RoundRobinPolicy(ImmutableArray<Destination> destinations) =>
        _due = new(destinations.Select(destination => (destination, Random.Shared.NextDouble() * IntervalOf(destination))));

    public Destination Choose(in DispatchContext context)
    {
        lock (_gate)
        {
            _due.TryPeek(out var next, out var dueAt);
            _due.DequeueEnqueue(next!, dueAt + IntervalOf(next!));
            return next!;
        }
    }

    private static double IntervalOf(Destination destination) => 1 / (destination.Speed is > 0 and var speed ? speed : 1);
}
