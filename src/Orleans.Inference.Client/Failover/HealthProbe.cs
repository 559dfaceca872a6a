using Microsoft.Extensions.Logging;
using Orleans.Inference.Gateways;

namespace Orleans.Inference.Failover;

/// <summary>
/// Asks workers for a sign of life while something of ours is on them and they are quiet, and judges those that stay silent. What is timed is the ping, never a
/// run: a worker answers pings whatever its device does.
/// </summary>
internal sealed partial class HealthProbe(ClusterHealth health, IGatewayHealth gateways, TimeProvider timeProvider, ILogger<HealthProbe> logger) : IDisposable
{
    /// <summary>How often is looked.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>A worker that was heard of within this time is not asked.</summary>
    internal static readonly TimeSpan QuietLimit = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a worker may leave pings unanswered.</summary>
    internal static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(600);

    /// <summary>A look that comes this late shows that it is this process that was away.</summary>
    internal static readonly TimeSpan StarvationLimit = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a worker that is kept out of the choice is asked; others are at every look.</summary>
    private static readonly TimeSpan SuspectPeriod = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stopping = new();
    private Task? _watching;
    private long _lookedAt;

    /// <summary>Begins to watch; does nothing when that was done.</summary>
    public void Start()
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _watching ??= Task.Run(WatchAsync);
    }

    /// <summary>Asks all workers that have something of ours: something broke, and it is not known whose it was.</summary>
    public void AskNow()
    {
        var now = timeProvider.GetTimestamp();
        foreach (var worker in health.Workers)
        {
            if (worker.HasAttempts) AskAsync(worker, now).Ignore();
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await (_watching ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    internal void Look()
    {
        var now = timeProvider.GetTimestamp();
        var wasAway = _lookedAt != 0 && timeProvider.GetElapsedTime(_lookedAt, now) > Period + StarvationLimit;
        _lookedAt = now;
        if (wasAway) gateways.Forgive(now);
        gateways.Look(now);
        foreach (var worker in health.Workers)
        {
            if (wasAway) worker.Forgive(now);
            Look(worker, now);
        }

        health.ForgetLeft();
    }

    // One look that fails must not be the last one.
    private void LookSafely()
    {
        try
        {
            Look();
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    private void Look(WorkerHealth worker, long now)
    {
        if (!worker.HasAttempts && !worker.IsSuspect) return;
        if (worker.Unanswered(now) >= SilenceLimit && !gateways.IsInTheWay(worker, now)) health.Blame(worker, Verdict.WorkerSilent);
        else if (worker.Suspicion is var verdict and not Verdict.None) health.Blame(worker, verdict); // what may not be repeated before may be now
        var isDue = !worker.IsSuspect || timeProvider.GetElapsedTime(worker.ProbedAt, now) >= SuspectPeriod;
        if (worker.Quiet(now) >= QuietLimit && isDue) AskAsync(worker, now).Ignore();
    }

    private async Task AskAsync(WorkerHealth worker, long now)
    {
        worker.Probed(now);
        try
        {
            using var patience = new CancellationTokenSource(Patience, timeProvider);
            await worker.PingAsync(patience.Token).ConfigureAwait(false);
            worker.Heard();
        }
        catch (Exception exception) when (Failures.IsRefusal(exception))
        {
            health.Blame(worker, Verdict.WorkerLost);
        }
        catch (Exception)
        {
            // Whatever else it is, the clock judges.
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) LookSafely();
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Looking after the workers failed once")]
    private partial void LogFailed(Exception exception);
}
