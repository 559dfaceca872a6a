using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
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
    private static readonly TimeSpan ReconciliationPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettlingPeriod = TimeSpan.FromSeconds(2); // twice the time between a worker's signs of life
    private readonly WorkerRegistry _registry = new();
    private RouteTableHistory _table;
    private readonly ObserverManager<IRouteTableObserver> _routers;
    private readonly ILocalSiloDetails _silo;
    private readonly IInferenceClient _router;
    private readonly IClusterMembershipService _membership;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly long _startedAt;
    private readonly CancellationTokenSource _deactivated = new();

    public DispatcherGrain(IInferenceClient router, IClusterMembershipService membership, ILocalSiloDetails silo, TimeProvider timeProvider, ILogger<DispatcherGrain> logger)
    {
        (_silo, _router, _membership, _timeProvider, _logger) = (silo, router, membership, timeProvider, logger);
        _routers = new(InferenceClientOptions.SubscriptionExpiry, logger);
        _startedAt = timeProvider.GetTimestamp();
        _table = new(NewEpoch(above: default));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(DropDeadWorkersAsync, new GrainTimerCreationOptions(ReconciliationPeriod, ReconciliationPeriod) { Interleave = true });
        WatchMembershipAsync().Ignore();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _deactivated.CancelAsync();

    public Task RegisterAsync(WorkerStatus status, CancellationToken cancellationToken)
    {
        if (!IsAlive(status.Worker)) return Task.CompletedTask;
        _registry.Register(status);
        return PublishAsync();
    }

    public async Task<bool> ReportAsync(WorkerReport report, CancellationToken cancellationToken)
    {
        if (!_registry.Report(report, out var routesChanged)) return false;
        if (routesChanged) await PublishAsync();
        return true;
    }

    public Task UnregisterAsync(WorkerId worker, CancellationToken cancellationToken) => _registry.Unregister(worker) ? PublishAsync() : Task.CompletedTask;

    public Task<RouteTableUpdate?> RenewAsync(RouteTableStamp held, IRouteTableObserver? observer, CancellationToken cancellationToken)
    {
        if (observer is not null) _routers.Subscribe(observer, observer);
        if (held.Epoch > _table.Stamp.Epoch) TakeEpoch(above: held.Epoch);
        return Task.FromResult(held.Epoch == _table.Stamp.Epoch || IsSettled ? _table.UpdateFrom(held) : null);
    }

    public Task UnsubscribeAsync(IRouteTableObserver observer, CancellationToken cancellationToken)
    {
        _routers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    // Off the dispatcher's turn: a short run on this silo would be done in place and hold it up.
    public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        Task.Run(() => _router.InferAsync(request, cancellationToken), cancellationToken);

    public Task RefreshAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ClusterStatus> GetClusterAsync(CancellationToken cancellationToken) => Task.FromResult(new ClusterStatus
    {
        At = _timeProvider.GetUtcNow(),
        Dispatcher = _silo.SiloAddress,
        Table = _table.Stamp,
        Silos = [.. _membership.CurrentSnapshot.Members.Values
            .Select(member => new SiloMember(member.SiloAddress, member.Name, member.Status))
            .OrderBy(member => member.Name, StringComparer.Ordinal)],
        Workers = _registry.Workers,
    });

    public void Dispose() => _deactivated.Dispose();

    /// <summary>
    /// A dispatcher that just started in a cluster may not have heard of every worker yet. Until it must have, routers keep the tables they have.
    /// </summary>
    private bool IsSettled => _timeProvider.GetElapsedTime(_startedAt) >= SettlingPeriod
        || _membership.CurrentSnapshot.Members.Values.Count(member => member.Status == SiloStatus.Active) <= 1;

    // Somebody holds a table of a dispatcher that was here after this one began: two lived side by side, and this one is the one that stayed.
    private void TakeEpoch(DispatcherEpoch above)
    {
        _table = new(NewEpoch(above));
        _table.Update(_registry.BuildRoutes());
    }

    private DispatcherEpoch NewEpoch(DispatcherEpoch above) => new(
        Math.Max(_membership.CurrentSnapshot.Version.Value, above.MembershipVersion),
        Math.Max(_timeProvider.GetUtcNow().UtcTicks, above.StartTicks + 1),
        Guid.NewGuid().ToString("N"));

    private async Task PublishAsync()
    {
        var before = _table.Stamp;
        if (_table.Update(_registry.BuildRoutes()) && _table.UpdateFrom(before) is { } update) await _routers.Notify(router => router.OnUpdatedAsync(update));
    }

    private async Task WatchMembershipAsync()
    {
        try
        {
            await foreach (var _ in _membership.MembershipUpdates.WithCancellation(_deactivated.Token)) await DropDeadWorkersAsync(_deactivated.Token);
        }
        catch (OperationCanceledException)
        {
            // The dispatcher leaves this silo.
        }
    }

    private Task DropDeadWorkersAsync(CancellationToken cancellationToken)
    {
        var dropped = _registry.Keep(IsAlive);
        foreach (var worker in dropped) LogDropped(worker);
        return dropped.Count > 0 ? PublishAsync() : Task.CompletedTask;
    }

    private bool IsAlive(WorkerId worker) => _membership.CurrentSnapshot.GetSiloStatus(worker.Silo) is SiloStatus.Active or SiloStatus.Joining or SiloStatus.None;

    [LoggerMessage(1, LogLevel.Information, "The worker {Worker} left with its silo")]
    private partial void LogDropped(WorkerId worker);
}
