using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Routing;

/// <summary>
/// Holds this process's route table and keeps it new: renewed by the clock, pushed by the dispatcher in between. The last table stays valid while the dispatcher
/// is away.
/// </summary>
internal sealed partial class RouteTableSubscription(
    IGrainFactory grains,
    RouteTableBuilder builder,
    IOptions<InferenceClientOptions> options,
    TimeProvider timeProvider,
    ILogger<RouteTableSubscription> logger) : IRouteTableObserver, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RouteTable _table = RouteTable.Empty;
    private IRouteTableObserver? _reference;
    private Task? _renewing;
    private Task? _renewal;
    private bool _failing;

    /// <summary>The newest table; <see cref="RouteTable.Empty"/> until the first one came.</summary>
    public RouteTable Table => _table;

    /// <summary>Begins to renew; does nothing when that was done.</summary>
    public void Start()
    {
        if (_renewing is not null) return;
        lock (_gate) _renewing ??= Task.Run(RenewAlwaysAsync);
    }

    /// <summary>Waits for the first table.</summary>
    public Task WaitForFirstAsync(CancellationToken cancellationToken)
    {
        Start();
        return _first.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Fetches what is new now. Callers that ask at the same time share one renewal.</summary>
    public Task RenewAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_renewal is not { IsCompleted: false }) _renewal = Task.Run(RenewOnceAsync, CancellationToken.None);
            return _renewal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What the dispatcher pushes.</summary>
    Task IRouteTableObserver.OnUpdatedAsync(RouteTableUpdate update)
    {
        Apply(update);
        return Task.CompletedTask;
    }

    /// <summary>Ends the renewals and says goodbye to the dispatcher, who would push to nobody otherwise.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await (_renewing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_reference is null) return;
        await Dispatcher.UnsubscribeAsync(_reference, cancellationToken).WaitAsync(InferenceClientOptions.GoodbyeTimeout, timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private IDispatcherGrain Dispatcher => grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    private async Task RenewAlwaysAsync()
    {
        using var timer = new PeriodicTimer(options.Value.RouteTableRenewalPeriod, timeProvider);
        try
        {
            do
            {
                await RenewAsync(_stopping.Token);
                timer.Period = _table.Stamp == RouteTableStamp.None ? InferenceClientOptions.FirstRenewalPeriod : options.Value.RouteTableRenewalPeriod;
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            attempt.CancelAfter(InferenceClientOptions.RenewalTimeout);
            // The dispatcher holds this reference weakly on our side: it lives as long as the field does.
            _reference ??= grains.CreateObjectReference<IRouteTableObserver>(this);
            var update = await Dispatcher.RenewAsync(_table.Stamp, _reference, attempt.Token);
            if (update is not null) Apply(update);
            _failing = false;
            if (_table.Stamp != RouteTableStamp.None) _first.TrySetResult();
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            if (!_failing) LogRenewalFailed(exception);
            _failing = true;
        }
        catch (Exception)
        {
            // The process stops.
        }
    }

    private void Apply(RouteTableUpdate update)
    {
        lock (_gate)
        {
            var held = _table.Stamp;
            if (update.From != RouteTableStamp.None && update.From != held) return; // a renewal brings what was missed
            if (held != RouteTableStamp.None && update.To.Epoch < held.Epoch) return; // an older dispatcher that does not know yet
            if (update.To.Epoch == held.Epoch && update.To.Version <= held.Version) return; // an answer that was overtaken by a push
            _table = builder.Apply(_table, update);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The dispatcher could not be asked for the route table; the last one stays in use")]
    private partial void LogRenewalFailed(Exception exception);
}
