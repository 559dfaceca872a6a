using System.Collections.Immutable;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Routing;

/// <summary>One version of a model as this process can call it.</summary>
internal sealed record RoutedModel(ModelRoute Route, IDispatchPolicy Policy, ImmutableArray<Destination> Destinations)
{
    /// <summary>
    /// Whether so many of its workers are silent that the caller is the likelier culprit. A process that refuses a connection is gone and no caller's fault.
    /// </summary>
    public bool MostAreSilent
    {
        get
        {
            var suspects = 0;
            foreach (var destination in Destinations.AsSpan()) suspects += destination.Health is { LooksSilent: true } ? 1 : 0;
            return suspects * 2 > Destinations.Length;
        }
    }

    /// <summary>Chooses the worker for a request, or for its next attempt; <see langword="null"/> when all have failed it.</summary>
    public Destination? Choose(FailedAttempts? failed)
    {
        if (failed is null && !AnySuspect) return Destinations.Length switch { 0 => null, 1 => Destinations[0], _ => Policy.Choose(Destinations.AsSpan()) };
        Destination[] untried = [.. Destinations.Where(destination => failed?.Contains(destination.Worker) != true)];
        var excused = MostAreSilent ? Verdict.WorkerSilent : Verdict.None;
        Destination[] trusted = [.. untried.Where(destination => !destination.IsSuspect || destination.Health!.Suspicion == excused)];
        var candidates = trusted.Length > 0 ? trusted : untried;
        return candidates.Length == 0 ? null : Policy.Choose(candidates);
    }

    private bool AnySuspect
    {
        get
        {
            foreach (var destination in Destinations.AsSpan())
            {
                if (destination.IsSuspect) return true;
            }

            return false;
        }
    }
}
