using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    private void RunLane()
    {
        while (WaitForBatch(out var lane) is { } batch) Run(batch, lane);
    }

    private List<PendingRequest>? WaitForBatch(out int lane)
    {
        lock (_gate)
        {
            while (true)
            {
                if (TakeBatch(out lane) is { } batch) return batch;
                if (_stopping && _waiting == 0 && _pipelineRuns == 0)
                {
                    SignalIfDrained();
                    return null;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    private List<PendingRequest>? TakeBatch(out int lane)
    {
        lane = -1;
        if (_freeLanes == 0 || _waiting == 0) return null;
        var now = _timeProvider.GetTimestamp();
        while (_order.Next(_models, now) is { } first)
        {
            var batch = _batcher.Take(first, now);
            _waiting -= batch.Count + _batcher.Hopeless.Count;
            foreach (var hopeless in _batcher.Hopeless)
            {
                hopeless.ReleaseInputs();
                hopeless.Fail(Expired(hopeless));
            }

            if (batch.Count == 0)
            {
                SignalIfDrained();
                continue;
            }

            lane = TakeLane(first.Model, null, batch, now);
            return batch;
        }

        if (_waiting > 0) WakeAfterDelay(now);
        return null;
    }

    private void WakeLanes()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    // A lane is free, and who waits waits for others.
    private void WakeAfterDelay(long now)
    {
        var shortest = Timeout.InfiniteTimeSpan;
        foreach (var model in _models)
        {
            var delay = model.LanesHeld < model.Instances ? model.Delay(now, _timeProvider) : TimeSpan.Zero;
            if (delay <= TimeSpan.Zero) continue;
            if (shortest < TimeSpan.Zero || delay < shortest) shortest = delay;
        }

        if (shortest > TimeSpan.Zero) _delay.Change(shortest, Timeout.InfiniteTimeSpan);
    }

    private void Run(List<PendingRequest> batch, int lane)
    {
        var model = batch[0].Model;
        var started = _timeProvider.GetTimestamp();
        var answers = BatchRun.Execute(batch, _timeProvider, out var phases);
        foreach (var request in batch) request.ReleaseInputs();
        var executionTime = _timeProvider.GetElapsedTime(started);
        var rows = batch.Sum(request => request.Rows);
        var load = FreeLane(lane, rows, executionTime, wasEnded: answers is [{ Failure: OperationCanceledException }], Tally(batch, answers, phases, started, executionTime));
        Instruments?.RunEnded(_worker.Device, model, rows, executionTime);
        for (var i = 0; i < answers.Length; i++) Answer(batch[i], answers[i], load, started, executionTime);
    }

    private bool FitsWithoutLane(PendingRequest request, bool mayHoldCaller)
    {
        var model = request.Model;
        if (!CanBegin(model) || model.MaxQueueDelay > TimeSpan.Zero || model.Sizes.RunSize(request.Rows) != request.Rows || !model.Meter.HasMeasured) return false;
        var expected = model.Meter.Times.Of(request.Rows);
        return expected <= _shortRuns.Brief
            || (mayHoldCaller && expected <= _shortRuns.Short && ThreadPool.PendingWorkItemCount == 0);
    }

    private bool CanBegin(ServedModel model) => _freeLanes > 0 && _waiting == 0 && model.LanesHeld < model.Instances;

    private void RunAlone(PendingRequest request)
    {
        var started = _timeProvider.GetTimestamp();
        var answer = BatchRun.ExecuteAlone(request);
        request.ReleaseInputs();
        var executionTime = _timeProvider.GetElapsedTime(started);
        RunTally tally = new(new(TimeSpan.Zero, executionTime, TimeSpan.Zero), executionTime);
        tally.Add(request, answer, _timeProvider.GetElapsedTime(request.ArrivedAt, started));
        var load = FreeLane(request.Lane, request.Rows, executionTime, wasEnded: answer.Failure is OperationCanceledException, tally);
        Instruments?.RunEnded(_worker.Device, request.Model, request.Rows, executionTime);
        Answer(request, answer, load, started, executionTime);
    }

    private int TakeLane(ServedModel model, PendingRequest? request, List<PendingRequest>? batch, long now)
    {
        var lane = Array.FindIndex(_runs, static run => run.Model is null);
        var first = request ?? batch![0];
        var usual = model.Meter.Times.Of(model.Sizes.RunSize(batch?.Sum(request => request.Rows) ?? first.Rows));
        _runs[lane] = new(model, request, batch, now, usual);
        _order.Begin(model, first.Priority, usual, now);
        _freeLanes--;
        _running += _runs[lane].Requests;
        model.LanesHeld++;
        model.LastUsedAt = now;
        model.Uses?.Add(batch?.Count ?? 1);
        var alone = request ?? (batch is [var only] ? only : null);
        if (model.Meter.RunTime >= ShortRunLimits.WorthEnding) alone?.LetCallerEndRun();
        request?.Began?.Invoke();
        foreach (var batched in batch ?? []) batched.Began?.Invoke();
        return lane;
    }

    private WorkerLoad FreeLane(int lane, long rows, TimeSpan executionTime, bool wasEnded, in RunTally tally)
    {
        lock (_gate)
        {
            var (model, run) = (_runs[lane].Model!, _runs[lane]);
            _runs[lane] = default;
            _freeLanes++;
            model.LanesHeld--;
            model.LastUsedAt = _timeProvider.GetTimestamp();
            model.RowsRun += rows;
            if (!run.IsAbandoned)
            {
                _running -= run.Requests;
                model.Share.Correct(executionTime - run.Usual);
                model.Counters.Add(tally, _timeProvider.GetUtcNow());
                if (!wasEnded) model.Meter.Add(rows, executionTime, model.Sizes.RunSize(rows));
            }

            if (_waiting > 0) Monitor.Pulse(_gate);
            SignalIfDrained();
            return new(_waiting + _running, model.Speed);
        }
    }

    private void Answer(PendingRequest request, BatchRun.Answer answer, WorkerLoad load, long started, TimeSpan executionTime)
    {
        var queueTime = _timeProvider.GetElapsedTime(request.ArrivedAt, started);
        Instruments?.Waited(_worker.Device, request.Model, queueTime);
        if (answer.Failure is null) request.Complete(answer.Outputs, _worker, load, queueTime, executionTime);
        else request.Fail(answer.Failure);
    }
}
