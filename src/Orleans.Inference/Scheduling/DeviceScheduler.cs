using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>
/// Shares one device's lanes among its models. A request that finds a lane free runs at once; while all lanes are busy requests gather, and when one frees,
/// the next batch goes, as <see cref="RunOrder"/> and <see cref="Batcher"/> choose it.
/// </summary>
/// <remarks>
/// A lane is the right to run, and each has a thread of its own. A run that is known to be short, on a device where nothing waits, takes the right without
/// the thread: waking it would cost more than it brings. <see cref="ShortRunLimits"/> says how short.
/// </remarks>
internal sealed partial class DeviceScheduler : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(50);
    private readonly object _gate = new();
    private readonly List<ServedModel> _models = [];
    private readonly WorkerId _worker;
    private readonly ShortRunLimits _shortRuns;
    private readonly RunOrder _order;
    private readonly Batcher _batcher;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _sweep;
    private readonly ITimer _delay;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LaneRun[] _runs;
    private int _freeLanes;
    private int _waiting;
    private int _running;
    private int _pipelineRuns;
    private int _retiring;
    private bool _stopping;
    private string? _suspended;

    public DeviceScheduler(WorkerId worker, Device device, SchedulingLimits limits, ShortRunLimits shortRuns, TimeProvider timeProvider)
    {
        (_worker, _shortRuns, _timeProvider) = (worker, shortRuns, timeProvider);
        _order = new(limits.StarvationBound, timeProvider);
        _batcher = new(limits.MaxBulkRun, timeProvider);
        _freeLanes = device.Lanes;
        _runs = new LaneRun[device.Lanes];
        for (var lane = 0; lane < device.Lanes; lane++)
        {
            new Thread(RunLane) { Name = $"inference {device.Name} lane {lane}", IsBackground = true }.Start();
        }

        _delay = timeProvider.CreateTimer(static state => ((DeviceScheduler)state!).WakeLanes(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sweep = timeProvider.CreateTimer(static state => ((DeviceScheduler)state!).FailExpired(), this, SweepPeriod, SweepPeriod);
    }

    /// <summary>Requests of all models that wait or run.</summary>
    public int QueueLength
    {
        get
        {
            lock (_gate) return _waiting + _running;
        }
    }

    public void Add(ServedModel model)
    {
        lock (_gate)
        {
            model.ReadyAt = model.LastUsedAt = _timeProvider.GetTimestamp();
            _models.Add(model);
        }
    }

    /// <summary>A model's speed, which changes with every run.</summary>
    public double SpeedOf(ServedModel model)
    {
        lock (_gate) return model.Speed;
    }

    /// <summary>Runs a request now or as soon as a lane is free.</summary>
    /// <param name="request">The request, checked against its model.</param>
    /// <param name="mayHoldCaller">Whether the calling thread may be held up by a short run.</param>
    /// <param name="cancellationToken">Takes the request out of the queue.</param>
    /// <returns>
    /// The answer; fails with <see cref="QueueFullException"/> where as many requests wait as may, or too many for this one's deadline. <see langword="null"/> where
    /// the model was retired in this moment: the request was not touched, and something else may serve it.
    /// </returns>
    /// <exception cref="NoWorkerException">The scheduler stops, or is suspended.</exception>
    public Task<InferenceResponse>? EnqueueAsync(PendingRequest request, bool mayHoldCaller, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            request.ReleaseInputs();
            return Task.FromCanceled<InferenceResponse>(cancellationToken);
        }

        request.ArrivedAt = _timeProvider.GetTimestamp();
        request.BelongTo(cancellationToken);
        bool withoutLane;
        QueueFullException? refusal = null;
        lock (_gate)
        {
            if (request.Model.IsRetired) return null;
            ThrowIfClosedTo(request);
            withoutLane = FitsWithoutLane(request, mayHoldCaller);
            if (withoutLane) request.Lane = TakeLane(request.Model, request, null, request.ArrivedAt);
            else if ((refusal = FindRefusal(request, request.ArrivedAt)) is null) Queue(request);
            else request.Model.Counters.Fail(TimeSpan.Zero);
        }

        if (refusal is not null)
        {
            request.ReleaseInputs();
            return Task.FromException<InferenceResponse>(refusal);
        }

        if (withoutLane && (mayHoldCaller || !request.Model.Session.MayHang))
        {
            RunAlone(request);
            return request.Task;
        }

        request.CancelThrough(this, cancellationToken);
        // The pool's thread that is here anyway takes it next, once the grain's turn is over: a run that hangs after all holds up no grain.
        if (withoutLane) ThreadPool.UnsafeQueueUserWorkItem(RunAlone, request, preferLocal: true);
        return request.Task;
    }

    /// <summary>Releases a caller that gave up. A request that still waits leaves the queue; of one that runs the answer is dropped.</summary>
    public void Cancel(PendingRequest request, CancellationToken cancellationToken)
    {
        bool waited;
        lock (_gate)
        {
            waited = request.Model.Queue.Remove(request);
            if (waited) _waiting--;
            SignalIfDrained();
        }

        if (waited) request.ReleaseInputs();
        request.TrySetCanceled(cancellationToken);
    }

    /// <summary>Whether nothing waits or runs, and nothing will again.</summary>
    public bool IsDrained => _drained.Task.IsCompleted;

    /// <summary>Takes nothing new, finishes what waits and runs, and ends the lanes.</summary>
    /// <param name="cancellationToken">Ends the patience: what still waits then fails.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Close();
        try
        {
            await _drained.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            FailWaiting(static (_, _) => true, static request => new NoWorkerException(request.Model.Metadata.Name, "its silo stopped"));
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        _delay.Dispose();
        Close();
    }

    private void Close()
    {
        lock (_gate)
        {
            _stopping = true;
            SignalIfDrained();
            Monitor.PulseAll(_gate);
        }
    }

    private void SignalIfDrained()
    {
        if (_retiring > 0) EndRetirements();
        if (!_stopping || _waiting + _running + _pipelineRuns > 0) return;
        _drained.TrySetResult();
        Monitor.PulseAll(_gate); // lanes that wait for a request that another lane took, or that left
    }

    private void Queue(PendingRequest request)
    {
        var (model, now) = (request.Model, request.ArrivedAt);
        model.Queue.Add(request);
        model.LastUsedAt = now;
        _waiting++;
        if (_freeLanes == 0) return;
        if (model.Delay(now, _timeProvider) is var delay && delay > TimeSpan.Zero) _delay.Change(delay, Timeout.InfiniteTimeSpan);
        else Monitor.Pulse(_gate);
    }

    private void FailExpired()
    {
        var now = _timeProvider.GetTimestamp();
        FailWaiting((request, scheduler) => scheduler.IsExpired(request, now), Expired);
    }

    private void FailWaiting(Func<PendingRequest, DeviceScheduler, bool> which, Func<PendingRequest, Exception> why)
    {
        List<PendingRequest> failed = [];
        lock (_gate)
        {
            if (_waiting == 0) return;
            foreach (var model in _models)
            {
                for (PendingRequest? request = model.Queue.Head, next; request is not null; request = next)
                {
                    next = model.Queue.After(request);
                    if (!which(request, this)) continue;
                    model.Queue.Remove(request);
                    _waiting--;
                    failed.Add(request);
                }
            }

            SignalIfDrained();
        }

        foreach (var request in failed) request.ReleaseInputs();
        foreach (var request in failed) request.Fail(why(request));
    }

    private bool IsExpired(PendingRequest request, long now) => _timeProvider.GetElapsedTime(request.ArrivedAt, now) >= request.TimeRemaining;

    private DeadlineExceededException Expired(PendingRequest request)
    {
        DeadlineExceededException expired = new(request.Model.Metadata.Name, request.TimeRemaining);
        Instruments?.Refused(_worker.Device, request.Model.Key, expired);
        lock (_gate) request.Model.Counters.Fail(_timeProvider.GetElapsedTime(request.ArrivedAt));
        return expired;
    }
}
