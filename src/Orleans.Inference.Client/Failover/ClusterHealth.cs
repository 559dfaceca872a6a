using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Failover;

/// <summary>
/// The workers of other processes as this process sees them, and the judgement over those that seem to be gone: they are kept out of the choice, and what is on
/// them is repeated elsewhere.
/// </summary>
/// <remarks>
/// Where more than half of a model's workers are silent at once, the caller is the likelier culprit (its network, its processor): then nobody is left out and
/// nothing is repeated until the cluster itself drops a worker. Workers whose process refuses a connection are gone, and are not counted.
/// </remarks>
internal sealed partial class ClusterHealth(RetryBudget budget, RouterInstruments instruments, TimeProvider timeProvider, ILogger<ClusterHealth> logger)
{
    private readonly ConcurrentDictionary<WorkerId, WorkerHealth> _workers = new();
    private readonly Lock _gate = new();
    private readonly HashSet<WorkerId> _left = [];
    private RouteTable _table = RouteTable.Empty;

    public Suspicions Suspicions { get; } = new();

    /// <summary>The workers of the route table, and those that left it with attempts on them.</summary>
    public IEnumerable<WorkerHealth> Workers => _workers.Select(entry => entry.Value);

    /// <summary>The health of a worker, from now on watched.</summary>
    public WorkerHealth Watch(WorkerId worker, RemoteWorker remote)
    {
        lock (_gate)
        {
            _left.Remove(worker);
            return _workers.GetOrAdd(worker, static (worker, state) => new(worker, state.remote, state.Suspicions, state.timeProvider), (remote, Suspicions, timeProvider));
        }
    }

    /// <summary>Follows the route table: workers that left it are forgotten as soon as nothing is on them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="left">The workers that are in it no more.</param>
    public void Follow(RouteTable table, IEnumerable<WorkerId> left)
    {
        lock (_gate)
        {
            _left.UnionWith(left);
            Volatile.Write(ref _table, table);
        }

        ForgetLeft();
    }

    public void ForgetLeft()
    {
        if (_left.Count == 0) return;
        lock (_gate) _left.RemoveWhere(worker => !_workers.TryGetValue(worker, out var health) || (!health.HasAttempts && _workers.TryRemove(worker, out _)));
    }

    /// <summary>Keeps requests away from a worker, and gives up those that are on it where they can be repeated.</summary>
    public void Blame(WorkerHealth worker, Verdict verdict)
    {
        if (Eject(worker, verdict)) LogSuspected(worker.Worker, verdict);
        // One that is only silent may still answer: it is given up only if its repetition can be paid for.
        worker.Abandon(verdict, attempt => MayRepeat(attempt, worker) && (verdict != Verdict.WorkerSilent || attempt.TryPay(budget)));
    }

    /// <summary>The process behind an address closed its connection: all its workers are gone until one is heard of.</summary>
    /// <returns>Whether anybody is known there.</returns>
    public bool BlameSilo(IPEndPoint silo, Verdict verdict)
    {
        WorkerHealth[] workers = [.. Workers.Where(worker => worker.Worker.Silo?.Endpoint.Equals(silo) == true)];
        foreach (var worker in workers) Eject(worker, verdict);
        foreach (var worker in workers) Blame(worker, verdict);
        if (workers.Length > 0) LogSiloSuspected(silo, verdict);
        return workers.Length > 0;
    }

    private bool Eject(WorkerHealth worker, Verdict verdict)
    {
        var isNew = worker.Suspect(verdict);
        if (isNew) instruments.Ejected(worker.Worker, verdict);
        return isNew;
    }

    private bool MayRepeat(Attempt attempt, WorkerHealth worker)
    {
        if (!Volatile.Read(ref _table).Models.TryGetValue(attempt.Model.Route.Key, out var model)) return true;
        if (!model.Destinations.Any(destination => destination.Worker == worker.Worker)) return true; // the cluster dropped it
        return (worker.Suspicion != Verdict.WorkerSilent || !model.MostAreSilent) && model.Destinations.Any(destination => !destination.IsSuspect);
    }

    [LoggerMessage(1, LogLevel.Warning, "The worker {Worker} is suspected: {Verdict}. Its requests go elsewhere until it answers")]
    private partial void LogSuspected(WorkerId worker, Verdict verdict);

    [LoggerMessage(2, LogLevel.Warning, "The silo at {Silo} is suspected: {Verdict}. Requests to its workers go elsewhere until one answers")]
    private partial void LogSiloSuspected(IPEndPoint silo, Verdict verdict);
}
