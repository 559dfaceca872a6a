using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Inference.Dispatch.Replicas;
using Orleans.Inference.Routing;
using Orleans.Placement;
using Orleans.Utilities;

namespace Orleans.Inference.Dispatch;

/// <summary>
/// The registry of workers. All it knows it is told by workers, and told again within a second after it moved. It is on nobody's way: routers hold its table
/// and call workers themselves.
/// </summary>
[PreferLocalPlacement, Immovable, KeepAlive, Reentrant]
[GrainType("inference.dispatcher")]
internal sealed partial class DispatcherGrain : Grain, IDispatcherGrain, IDisposable
{
    private static readonly TimeSpan ReconciliationPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettlingPeriod = TimeSpan.FromSeconds(2); // twice the time between a worker's signs of life
    private static readonly TimeSpan AliasPatience = TimeSpan.FromSeconds(5); // models are served without them too
    private static readonly TimeSpan EmptyPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(5); // five signs of life that did not come
    private const int WedgedFactor = 10;
    private static readonly TimeSpan RefreshLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DemandLimit = TimeSpan.FromMilliseconds(500);
    private readonly WorkerRegistry _registry;
    private readonly RouteTablePublisher _table;
    private readonly AliasSource _aliases;
    private readonly QueueBalance _balance;
    private readonly ReplicaControl _replicas;
    private readonly ExternalWorkers _externals;
    private readonly WorkerChoice _choice;
    private readonly ObserverManager<IRouteTableObserver> _routers;
    private readonly ILocalSiloDetails _silo;
    private readonly IInferenceClient _router;
    private readonly IClusterMembershipService _membership;
    private readonly InferenceOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _deactivated = new();

    public DispatcherGrain(
        IInferenceClient router,
        IGrainFactory grains,
        WorkerChoice choice,
        IClusterMembershipService membership,
        ILocalSiloDetails silo,
        IOptions<InferenceOptions> options,
        TimeProvider timeProvider,
        ILogger<DispatcherGrain> logger)
    {
        (_silo, _router, _membership, _options, _timeProvider, _logger) = (silo, router, membership, options.Value, timeProvider, logger);
        (_registry, _balance, _choice) = (new(timeProvider), new(timeProvider), choice);
        _routers = new(InferenceClientOptions.SubscriptionExpiry, logger);
        _startedAt = timeProvider.GetTimestamp();
        _table = new(_registry, update => _routers.Notify(router => router.OnUpdatedAsync(update)), timeProvider, _deactivated.Token);
        _table.Begin(NewEpoch(above: default));
        _replicas = new(_registry, grains, timeProvider, logger);
        _externals = new(_registry, grains, membership, timeProvider, logger);
        _aliases = new(grains.GetGrain<ITrafficGrain>(ITrafficGrain.Key), _table, timeProvider, logger);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ReconcileAsync, new GrainTimerCreationOptions(ReconciliationPeriod, ReconciliationPeriod) { Interleave = true });
        WatchMembershipAsync().Ignore();
        _aliases.FollowWhenDueAsync(_deactivated.Token).Ignore();
        _externals.TakeBackAsync(_deactivated.Token).Ignore();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _deactivated.CancelAsync();

    public Task RegisterAsync(WorkerStatus status, CancellationToken cancellationToken)
    {
        if (!IsAlive(status.Worker)) return Task.CompletedTask;
        _registry.Register(status);
        _table.Publish();
        return Task.CompletedTask;
    }

    public Task<bool> ReportAsync(WorkerReport report, CancellationToken cancellationToken)
    {
        var isUpToDate = _registry.Report(report);
        _choice.Reported(report);
        _table.Publish();
        return Task.FromResult(isUpToDate);
    }

    public Task UnregisterAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        if (_registry.Unregister(worker, "it said goodbye")) _table.Publish();
        return Task.CompletedTask;
    }

    public async Task<RouteTableUpdate?> RenewAsync(RouteTableStamp held, IRouteTableObserver? observer, CancellationToken cancellationToken)
    {
        if (observer is not null) _routers.Subscribe(observer, observer);
        // Somebody holds a table of a dispatcher that was here after this one began: two lived side by side, and this one is the one that stayed.
        if (held.Epoch > _table.Stamp.Epoch) _table.Begin(NewEpoch(above: held.Epoch));
        await _table.WaitAsync();
        return held.Epoch == _table.Stamp.Epoch || IsSettled ? _table.UpdateFrom(held) : null;
    }

    public Task UnsubscribeAsync(IRouteTableObserver observer, CancellationToken cancellationToken)
    {
        _routers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    // Off the dispatcher's turn: a short run on this silo would be done in place and hold it up.
    public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        Task.Run(() => _router.InferAsync(request, cancellationToken), cancellationToken);

    public async Task<WorkerId> ChooseWorkerAsync(string model, string? version, string? affinityKey, CancellationToken cancellationToken) =>
        await _choice.ChooseAsync(model, version, affinityKey, cancellationToken);

    // Not until it is done: a grain that moves lets its calls end first and takes none meanwhile, the registration of the worker that loads the model among them.
    public async Task DemandAsync(ModelKey model, CancellationToken cancellationToken)
    {
        var served = DemandWhenSettledAsync(model);
        await Task.WhenAny(served, Task.Delay(DemandLimit, _timeProvider, cancellationToken));
        if (served.IsCompleted) await served;
        else served.Ignore();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_registry.Registered.Select(worker => AskAsync(worker.Status.Worker, cancellationToken)).ToList());
        _table.Publish();
    }

    public Task FollowAliasesAsync(CancellationToken cancellationToken) => _aliases.FollowAsync(cancellationToken);

    public Task<ClusterStatus> GetClusterAsync(CancellationToken cancellationToken) => Task.FromResult(new ClusterStatus
    {
        At = _timeProvider.GetUtcNow(),
        Dispatcher = _silo.SiloAddress,
        Table = _table.Stamp,
        Silos = [.. _membership.CurrentSnapshot.Members.Values
            .Select(member => new SiloMember(member.SiloAddress, member.Name, member.Status))
            .OrderBy(member => member.Name, StringComparer.Ordinal)],
        Workers = _registry.Workers,
        Departed = _registry.Departed,
        Aliases = _table.Aliases?.Aliases ?? [],
    });

    public void Dispose() => _deactivated.Dispose();

    /// <summary>
    /// A dispatcher that just started in a cluster may not have heard of every worker and alias yet. Until it must have, routers keep the tables they have.
    /// </summary>
    private bool IsSettled
    {
        get
        {
            if (!KnowsAliases || !_externals.IsSettled) return false;
            var elapsed = _timeProvider.GetElapsedTime(_startedAt);
            var isAlone = _membership.CurrentSnapshot.Members.Values.Count(member => member.Status == SiloStatus.Active) <= 1;
            // That nobody registered is more likely a cluster that is slow than one without workers.
            return _registry.Registered.Count > 0 ? isAlone || elapsed >= SettlingPeriod : elapsed >= (isAlone ? SettlingPeriod : EmptyPatience);
        }
    }

    // A worker that has the model may not have registered yet.
    private async Task DemandWhenSettledAsync(ModelKey model)
    {
        while (!IsSettled) await Task.Delay(ReconciliationPeriod, _timeProvider, _deactivated.Token);
        await _replicas.DemandAsync(model);
    }

    private bool KnowsAliases => _table.Aliases is not null || _timeProvider.GetElapsedTime(_startedAt) >= AliasPatience;

    private DispatcherEpoch NewEpoch(DispatcherEpoch above) => new(
        Math.Max(_membership.CurrentSnapshot.Version.Value, above.MembershipVersion),
        Math.Max(_timeProvider.GetUtcNow().UtcTicks, above.StartTicks + 1),
        Guid.NewGuid().ToString("N"));

    private async Task WatchMembershipAsync()
    {
        try
        {
            await foreach (var _ in _membership.MembershipUpdates.WithCancellation(_deactivated.Token))
            {
                DropDeadWorkers();
                _externals.Wake(IsGone, _deactivated.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The dispatcher leaves this silo.
        }
    }

    private Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var silent = _registry.Silence(SilenceLimit);
        foreach (var worker in silent) LogSilent(worker);
        _table.Publish();
        DropDeadWorkers();
        _externals.Wake(IsGone, cancellationToken);
        foreach (var worker in _registry.Registered.Where(IsWedged).ToList()) SuspendAsync(worker, cancellationToken).Ignore();
        if (IsSettled) _replicas.Reconcile();
        _aliases.FollowWhenDueAsync(cancellationToken).Ignore();
        foreach (var move in _balance.FindMoves(_registry.Registered)) MoveAsync(move, cancellationToken).Ignore();
        return Task.CompletedTask;
    }

    private void DropDeadWorkers()
    {
        var dead = _registry.Registered.Select(worker => worker.Status.Worker).Where(worker => !IsAlive(worker)).ToList();
        foreach (var worker in dead)
        {
            _registry.Unregister(worker, $"its silo is {StatusOf(worker)}");
            LogDropped(worker, StatusOf(worker));
        }

        _table.Publish();
    }

    private bool IsAlive(WorkerId worker) => StatusOf(worker) is SiloStatus.Active or SiloStatus.Joining or SiloStatus.None;

    private bool IsGone(SiloAddress silo) => _membership.CurrentSnapshot.GetSiloStatus(silo) is not (SiloStatus.Active or SiloStatus.Joining or SiloStatus.None);

    // An external worker may be there though no silo of ours is.
    private SiloStatus StatusOf(WorkerId worker) => worker.Silo is { } silo ? _membership.CurrentSnapshot.GetSiloStatus(silo) : SiloStatus.Active;

    /// <summary>Whether a worker's silo is well and its device is not. What takes long because it always does is no sign of it.</summary>
    private bool IsWedged(RegisteredWorker worker)
    {
        if (worker.Status.State != WorkerState.Serving || worker.OldestRun is not { } run) return false;
        var usual = run.Usual > TimeSpan.Zero ? run.Usual : _options.WedgedRunBound;
        return run.Age > _options.WedgedRunBound && run.Age > usual * WedgedFactor;
    }

    // The worker registers itself anew, as wedged, and so leaves the routes.
    private async Task SuspendAsync(RegisteredWorker worker, CancellationToken cancellationToken)
    {
        var run = worker.OldestRun!;
        var reason = $"a run of {run.Model} takes {run.Age.TotalSeconds:0.0} s so far, instead of {run.Usual.TotalSeconds:0.000} s";
        LogWedged(worker.Status.Worker, reason);
        await GrainFactory.GetWorker(worker.Status.Worker).SuspendAsync(reason, cancellationToken);
    }

    private async Task MoveAsync(Move move, CancellationToken cancellationToken)
    {
        var moved = await GrainFactory.GetWorker(move.From).GiveBackAsync(move.Model, move.Count, cancellationToken);
        LogMoved(moved, move.Model, move.From);
    }

    private async Task AskAsync(WorkerId worker, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(RefreshLimit);
            var status = await GrainFactory.GetWorker(worker).GetStatusAsync(patience.Token);
            if (IsAlive(worker)) _registry.Register(status);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoAnswer(worker, exception); // what is known of it stays
        }
    }
}
