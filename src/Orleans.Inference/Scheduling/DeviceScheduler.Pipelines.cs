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
    /// <param name="executionTime">How long its steps ran together; <see langword="null"/> where it failed.</param>
    public WorkerLoad End(PendingRequest request, TimeSpan? executionTime)
    {
        var model = request.Model;
        lock (_gate)
        {
            model.PipelineRuns--;
            _pipelineRuns--;
            model.LastUsedAt = _timeProvider.GetTimestamp();
            if (executionTime is { } busy)
            {
                model.RowsRun += request.Rows;
                model.Meter.Add(request.Rows, busy);
            }

            SignalIfDrained();
            return new(_waiting + _running, model.Speed);
        }
    }
}
