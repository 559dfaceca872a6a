using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Inference.Connections;
using Orleans.Inference.Failover;

namespace Orleans.Inference.Gateways;

/// <summary>
/// In an Orleans client, each call has two hops, and the first one is a gateway that Orleans chose: when that hangs, calls to healthy workers hang. This finds
/// out which gateway it is, closes and refuses it, and has what was on its way repeated.
/// </summary>
/// <remarks>A gateway is blamed only while another one answers: a client whose network or processor is the trouble loses none.</remarks>
internal sealed partial class GatewayHealth(
    ClusterHealth health,
    ConnectionWatch connections,
    IGrainFactory grains,
    RetryBudget budget,
    IOptions<ClientMessagingOptions> messaging,
    TimeProvider timeProvider,
    ILogger<GatewayHealth> logger) : IGatewayHealth
{
    /// <summary>How long a gateway may be silent. Shorter than a worker's time, so that the worker is not blamed for its gateway.</summary>
    internal static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(450);

    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DoubtPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefusalTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SweepDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastSweepDelay = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<WorkerId, GatewayPath> _paths = new();
    private readonly ReturningGateways _returning = new(grains, timeProvider);

    public void Look(long now)
    {
        foreach (var worker in health.Workers)
        {
            var path = _paths.GetOrAdd(worker.Worker, static (_, state) => new(state.Find(state.worker.Grain)), (worker, Find: (Func<GrainId, IGatewayProbeGrain>)FindProbe));
            var isDoubted = worker.Unanswered(now) > TimeSpan.Zero || path.UnansweredSince != 0;
            if (IsSilent(path, now) && SomeoneElseAnswers(path)) Blame(path.Gateway!.Value);
            if (timeProvider.GetElapsedTime(path.AskedAt, now) >= (isDoubted ? DoubtPeriod : RefreshPeriod)) AskAsync(path).Ignore();
        }

        _returning.Look(now);
        if (_paths.Count > health.Workers.Count()) ForgetGone();
    }

    public bool IsInTheWay(WorkerHealth worker, long now) =>
        _paths.TryGetValue(worker.Worker, out var path) && path.Gateway is { } gateway && !gateway.Silo.Equals(worker.Worker.Silo) && IsSilent(path, now);

    public void Forgive(long now)
    {
        foreach (var path in _paths.Values) path.Forgive(now);
    }

    /// <summary>A connection to a gateway closed: its process may be gone, and answers that were to come through it are.</summary>
    /// <returns>Whether it is known whose gateway it was.</returns>
    public bool Closed(IPEndPoint endpoint)
    {
        var known = _paths.Values.FirstOrDefault(path => path.Gateway?.Endpoint.Equals(endpoint) == true)?.Gateway;
        if (known is { } gateway) health.BlameSilo(gateway.Silo.Endpoint, Verdict.WorkerLost);
        Reroute(endpoint);
        return known is not null;
    }

    private void Blame(GatewayIdentity gateway)
    {
        LogSilent(gateway.Endpoint);
        _returning.Add(gateway, RefusalTime);
        connections.Refuse(gateway.Endpoint, RefusalTime);
        health.BlameSilo(gateway.Silo.Endpoint, Verdict.WorkerSilent);
        Reroute(gateway.Endpoint);
    }

    /// <summary>Repeats what was on its way through a gateway, or may have been, and asks anew which gateway it goes through now.</summary>
    private void Reroute(IPEndPoint endpoint)
    {
        var now = timeProvider.GetTimestamp();
        List<WorkerHealth> rerouted = [];
        foreach (var worker in health.Workers)
        {
            if (!_paths.TryGetValue(worker.Worker, out var path) || path.Gateway?.Endpoint.Equals(endpoint) == false) continue;
            path.Forget();
            worker.Forgive(now);
            worker.Abandon(Verdict.GatewayLost, static _ => true);
            rerouted.Add(worker);
        }

        SweepAsync(rerouted, now).Ignore();
    }

    private async Task SweepAsync(IReadOnlyList<WorkerHealth> rerouted, long lostAt)
    {
        // For a moment Orleans still gives calls to the connection that closed, and they are lost in it.
        await Task.Delay(SweepDelay, timeProvider).ConfigureAwait(false);
        foreach (var worker in rerouted) worker.Abandon(Verdict.GatewayLost, MayBeLost);

        // One may have taken another way than the one known: what is still open when nearly all is answered is repeated, if that can be paid for.
        await Task.Delay(LastSweepDelay - SweepDelay, timeProvider).ConfigureAwait(false);
        foreach (var worker in health.Workers) worker.Abandon(Verdict.GatewayLost, attempt => MayBeLost(attempt) && attempt.TryPay(budget));

        bool MayBeLost(Attempt attempt) => timeProvider.GetElapsedTime(lostAt, attempt.StartedAt) < SweepDelay / 2;
    }

    private bool IsSilent(GatewayPath path, long now) =>
        path.Gateway is not null && path.UnansweredSince is var since and not 0 && timeProvider.GetElapsedTime(since, now) >= SilenceLimit;

    private bool SomeoneElseAnswers(GatewayPath silent) =>
        _paths.Values.Any(path => path.Gateway != silent.Gateway && path.HeardAt > silent.UnansweredSince);

    private async Task AskAsync(GatewayPath path)
    {
        path.Asked(timeProvider.GetTimestamp());
        try
        {
            using var patience = new CancellationTokenSource(Patience, timeProvider);
            var gateway = await path.Probe.IdentifyAsync(patience.Token).ConfigureAwait(false);
            path.Heard(gateway, timeProvider.GetTimestamp());
        }
        catch (Exception)
        {
            // The clock judges.
        }
    }

    private IGatewayProbeGrain FindProbe(GrainId worker) => SenderBucket.FindProbe(grains, worker, messaging.Value.ClientSenderBuckets);

    private void ForgetGone()
    {
        var known = health.Workers.Select(worker => worker.Worker).ToHashSet();
        foreach (var worker in _paths.Keys)
        {
            if (!known.Contains(worker)) _paths.TryRemove(worker, out _);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The gateway {Gateway} is silent while others answer: calls take another one")]
    private partial void LogSilent(IPEndPoint gateway);
}
