using Orleans.Inference.Pipelines;

namespace Orleans.Inference.Scheduling;

/// <remarks>A pipeline holds no lane: its steps do. But a device that stops lets it come to its end, and so does a pipeline that goes.</remarks>
internal sealed partial class DeviceScheduler
{
    /// <summary>A request of a pipeline begins.</summary>
    /// <returns>Whether it may; not where the pipeline was retired in this moment.</returns>
    /// <exception cref="NoWorkerException">The scheduler stops, is suspended, or is not idle and was to be.</exception>
    public bool TryBegin(PendingRequest request)
    {
        var model = request.Model;
        request.ArrivedAt = _timeProvider.GetTimestamp();
        lock (_gate)
        {
            if (_stopping && !request.IsStep) throw new NoWorkerException(model.Key.Name, "its silo is stopping");
            if (model.IsRetired) return false;
            if (_suspended is not null) throw new NoWorkerException(model.Key.Name, _suspended);
            if (request.OnlyIfIdle && (_freeLanes == 0 || _waiting > 0)) throw new NoWorkerException(model.Key.Name, $"the worker {_worker} is not idle");
            model.PipelineRuns++;
            _pipelineRuns++;
            model.LastUsedAt = request.ArrivedAt;
            return true;
        }
    }

    /// <summary>A request of a pipeline has ended.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">What its steps gave; <see langword="null"/> where it failed.</param>
    /// <param name="wasGivenUp">Whether it failed because its caller gave up.</param>
    public WorkerLoad End(PendingRequest request, PipelineAnswer? answer, bool wasGivenUp = false)
    {
        var model = request.Model;
        lock (_gate)
        {
            model.PipelineRuns--;
            _pipelineRuns--;
            model.LastUsedAt = _timeProvider.GetTimestamp();
            if (answer is { ExecutionTime: var busy, QueueTime: var waited })
            {
                model.RowsRun += request.Rows;
                model.Meter.Add(request.Rows, busy);
                RunTally tally = new(new(TimeSpan.Zero, busy, TimeSpan.Zero), busy);
                tally.Add(request, default, waited);
                model.Counters.Add(tally, _timeProvider.GetUtcNow());
            }
            else if (!wasGivenUp)
            {
                model.Counters.Fail(_timeProvider.GetElapsedTime(request.ArrivedAt));
            }

            SignalIfDrained();
            return new(_waiting + _running, model.Speed);
        }
    }
}
