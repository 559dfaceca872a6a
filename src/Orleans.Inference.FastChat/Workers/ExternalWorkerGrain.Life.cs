using Orleans.Inference.FastChat.Http;
using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Workers;

internal sealed partial class ExternalWorkerGrain
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a registration waits for the worker's first answer. Workers register before their port is open: those join when they answer.</summary>
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one that failed a call may take to answer before requests are kept away from it.</summary>
    private static readonly TimeSpan SuspicionLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// After how long without any sign calls are given up that are on the worker. Some workers answer nothing while they generate, but their heart beats come
    /// every 45 s all the same.
    /// </summary>
    private static readonly TimeSpan GiveUpLimit = TimeSpan.FromSeconds(60);

    /// <summary>The same for one that takes no connections either: a process that died closes those it has, a machine that did may not.</summary>
    private static readonly TimeSpan GoneLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(5);
    private CancellationTokenSource _givenUp = new();
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<bool>? _probe;
    private Task? _watching;
    private TimeSpan _backOff = FirstBackOff;
    private long _beatAt;
    private long _heardAt;

    private void Watch()
    {
        StartReports();
        if (_watching is not { IsCompleted: false }) _watching = WatchAsync();
    }

    // Begins on the grain's scheduler, and stays there.
    private async Task WatchAsync()
    {
        while (_known is not null && !_stopping.IsCancellationRequested)
        {
            var wake = _wake;
            await Task.WhenAny(Task.Delay(NextLook(), timeProvider, _stopping.Token), wake.Task);
            if (wake.Task.IsCompleted) _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_known is null || _stopping.IsCancellationRequested) return;
            await ProbeAsync();
            if (IsExpired)
            {
                await ExpireAsync();
                return;
            }
        }
    }

    // Not all at once, where many were registered at once.
    private TimeSpan NextLook()
    {
        if (_state == WorkerState.Serving) return options.Value.StatusPeriod * (0.8 + 0.4 * Random.Shared.NextDouble());
        var pause = _backOff * (0.8 + 0.4 * Random.Shared.NextDouble());
        _backOff = _backOff * 2 < MaxBackOff ? _backOff * 2 : MaxBackOff;
        var expiration = options.Value.HeartBeatExpiration / 2;
        return pause < expiration ? pause : expiration;
    }

    private void Wake() => _wake.TrySetResult();

    private Task<bool> ProbeAsync() => _probe is { IsCompleted: false } running ? running : _probe = ProbeOnceAsync();

    private async Task<bool> AskAtFirstAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_probe is { IsCompleted: false } old) await old; // it may have been sent to the process before this one
        try
        {
            return await ProbeAsync().WaitAsync(patience, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> ProbeOnceAsync()
    {
        var own = _rate.InFlight;
        using var limit = new CancellationTokenSource(ProbeLimit, timeProvider);
        try
        {
            var status = await _api.GetStatusAsync(limit.Token).WaitAsync(limit.Token);
            if (status.Table is { Length: > 0 } table && table == subscription.Table.Stamp.Epoch.ActivationId)
            {
                Become(WorkerState.Unreachable, "it is this cluster itself");
                return false;
            }

            TakeStatus(status, own);
            return true;
        }
        catch (WorkerCallException exception) when (exception.Failure is CallFailure.Missing)
        {
            Heard(); // it tells no status, and lives
            return true;
        }
        catch (WorkerCallException exception)
        {
            Lost(exception.Message, isGone: exception.Failure is CallFailure.Unreachable or CallFailure.NotAllowed);
            return false;
        }
        catch (OperationCanceledException)
        {
            if (IsSilentFor(ProbeLimit)) Lost($"it did not tell its status within {ProbeLimit.TotalSeconds:0} s", isGone: false);
            return false;
        }
    }

    private void TakeStatus(WorkerStatusAnswer status, int own)
    {
        TakeQueue(status.QueueLength, own);
        var hasOtherModels = !status.Models.IsEmpty && !status.Models.SequenceEqual(_models);
        var hasOtherSpeed = _known is { } known && known.Speed != status.Speed;
        if (hasOtherModels) _models = status.Models;
        if (hasOtherSpeed) _known = _known! with { Speed = status.Speed };
        if (hasOtherModels || hasOtherSpeed)
        {
            Changed();
            if (_state == WorkerState.Serving && _watching is not null) AnnounceSafelyAsync(_stopping.Token).Ignore();
        }

        Heard();
    }

    private void Heard()
    {
        _heardAt = timeProvider.GetTimestamp();
        _backOff = FirstBackOff;
        Become(WorkerState.Serving, "");
    }

    private bool IsSilentFor(TimeSpan limit) => _heardAt == 0 || timeProvider.GetElapsedTime(_heardAt) >= limit;

    private void Lost(string reason, bool isGone)
    {
        Become(WorkerState.Unreachable, reason);
        var limit = isGone ? GoneLimit : GiveUpLimit;
        if (_rate.InFlight > 0 && IsSilentFor(limit) && timeProvider.GetElapsedTime(_beatAt) >= limit) GiveUp();
    }

    private void GiveUp()
    {
        var givenUp = _givenUp;
        _givenUp = new();
        givenUp.Cancel();
    }

    /// <summary>A call failed: the worker is asked whether it is well, and is kept from requests if it does not say so soon.</summary>
    private void Suspect(WorkerCallException exception)
    {
        if (exception.Failure is CallFailure.Unreachable or CallFailure.NotAllowed)
        {
            Become(WorkerState.Unreachable, exception.Message);
            Wake();
        }
        else if (exception.Failure is CallFailure.Lost)
        {
            SuspectAsync(exception.Message).Ignore();
        }
    }

    private async Task SuspectAsync(string reason)
    {
        var probe = ProbeAsync();
        await Task.WhenAny(probe, Task.Delay(SuspicionLimit, timeProvider, _stopping.Token));
        if (!probe.IsCompleted) Become(WorkerState.Unreachable, reason);
    }

    private void Become(WorkerState state, string reason)
    {
        if (_known is null || (_state == state && (state == WorkerState.Serving || _reason == reason))) return;
        var isOther = _state != state;
        (_state, _reason) = (state, reason);
        if (isOther)
        {
            _since = timeProvider.GetUtcNow();
            if (state == WorkerState.Serving) LogServing(_url);
            else LogUnreachable(_url, reason);
        }

        Changed();
        if (_watching is not null) AnnounceSafelyAsync(_stopping.Token).Ignore();
    }

    private bool IsExpired => _state != WorkerState.Serving && _known is { ChecksHeartBeat: true }
        && timeProvider.GetElapsedTime(Math.Max(_beatAt, _heardAt)) >= options.Value.HeartBeatExpiration;

    private async Task ExpireAsync()
    {
        LogExpired(_url, options.Value.HeartBeatExpiration);
        Forget();
        try
        {
            await Dispatcher.UnregisterAsync(Worker, _stopping.Token);
        }
        catch (Exception exception)
        {
            LogNotTold(_url, exception);
        }
    }
}
