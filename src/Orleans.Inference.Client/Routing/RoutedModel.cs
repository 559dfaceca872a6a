using System.Collections.Immutable;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Routing;

/// <summary>One version of a model as this process can call it.</summary>
internal sealed class RoutedModel
{
    private readonly DispatchPolicyCatalog _policies;
    private readonly Suspicions _suspicions;
    private readonly CandidateSet _all;
    private volatile TrustedSet _trusted;

    public RoutedModel(ModelRoute route, ImmutableArray<Destination> destinations, DispatchPolicyCatalog policies, Suspicions suspicions)
    {
        (Route, Destinations, _policies, _suspicions) = (route, destinations, policies, suspicions);
        _all = new(destinations, route.DispatchPolicy, policies);
        _trusted = FindTrusted();
    }

    /// <summary>What the table says of it beside its workers, which are the <see cref="Destinations"/>.</summary>
    public ModelRoute Route { get; }

    public ImmutableArray<Destination> Destinations { get; }

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
    /// <param name="failed">What it has behind it.</param>
    /// <param name="context">What the policy may know.</param>
    /// <param name="policy">The policy that the request asks for instead of the model's.</param>
    public Destination? Choose(FailedAttempts? failed, in DispatchContext context, string? policy = null)
    {
        var trusted = Trusted;
        var candidates = !trusted.AnySuspect ? _all : MostAreSilent ? trusted.WithSilent : trusted.Strictly;
        if (failed is { AnyTried: true }) candidates = Without(failed, candidates);
        return candidates.Choose(context, policy);
    }

    /// <summary>A worker that has nothing to do, as far as this process knows, other than one; <see langword="null"/> where none is.</summary>
    public Destination? FindIdle(Destination other, in DispatchContext context)
    {
        var start = Random.Shared.Next(Destinations.Length);
        for (var i = 0; i < Destinations.Length; i++)
        {
            var destination = Destinations[(start + i) % Destinations.Length];
            if (destination != other && !destination.IsSuspect && destination.GetQueueLength(context) < 0.5) return destination;
        }

        return null;
    }

    private TrustedSet Trusted
    {
        get
        {
            var trusted = _trusted;
            if (trusted.Version == _suspicions.Version) return trusted;
            return _trusted = FindTrusted();
        }
    }

    // Those not tried yet, the trusted ones of them first.
    private CandidateSet Without(FailedAttempts failed, CandidateSet trusted)
    {
        ImmutableArray<Destination> untried = [.. trusted.Destinations.Where(destination => !failed.Contains(destination.Worker))];
        if (untried.IsEmpty) untried = [.. Destinations.Where(destination => !failed.Contains(destination.Worker))];
        return new(untried, Route.DispatchPolicy, _policies);
    }

    private TrustedSet FindTrusted()
    {
        var version = _suspicions.Version; // read first: what changes meanwhile is looked at again
        if (!Destinations.Any(destination => destination.IsSuspect)) return new(version, false, _all, _all);
        return new(
            version, true,
            OrAll([.. Destinations.Where(destination => !destination.IsSuspect)]),
            OrAll([.. Destinations.Where(destination => !destination.IsSuspect || destination.Health!.Suspicion == Verdict.WorkerSilent)]));
    }

    private CandidateSet OrAll(ImmutableArray<Destination> destinations) => destinations.IsEmpty ? _all : new(destinations, Route.DispatchPolicy, _policies);

    /// <summary>The destinations that nothing speaks against, as of a version of the suspicions; with those that are only silent, where that is excused.</summary>
    private sealed record TrustedSet(long Version, bool AnySuspect, CandidateSet Strictly, CandidateSet WithSilent);
}
