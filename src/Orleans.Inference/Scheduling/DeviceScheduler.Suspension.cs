namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    /// <summary>The run that has been under way for the longest; <see langword="null"/> when none is, or when it is known that the device hangs.</summary>
    public RunningBatch? OldestRun
    {
        get
        {
            lock (_gate)
            {
                if (_running == 0 || _suspended is not null) return null;
                LaneRun? oldest = null;
                foreach (var run in _runs)
                {
                    if (run.Model is not null && !run.IsAbandoned && (oldest is null || run.StartedAt < oldest.Value.StartedAt)) oldest = run;
                }

                return oldest is { } found ? new(found.Model!.Key, _timeProvider.GetElapsedTime(found.StartedAt), found.Usual) : null;
            }
        }
    }

    /// <summary>Gives back all requests, those too that run, and takes only trials until <see cref="Resume"/>.</summary>
    /// <param name="reason">Why, for the callers.</param>
    public void Suspend(string reason)
    {
        List<LaneRun> abandoned = [];
        lock (_gate)
        {
            _suspended = reason;
            for (var lane = 0; lane < _runs.Length; lane++)
            {
                if (_runs[lane].Model is null || _runs[lane].IsAbandoned) continue;
                abandoned.Add(_runs[lane]);
                _running -= _runs[lane].Requests;
                _runs[lane] = _runs[lane] with { IsAbandoned = true };
            }
        }

        foreach (var run in abandoned) run.GiveBack(reason);
        FailWaiting(static (_, _) => true, request => new NoWorkerException(request.Model.Metadata.Name, reason));
    }

    /// <summary>Takes requests again.</summary>
    public void Resume()
    {
        lock (_gate) _suspended = null;
    }
}
