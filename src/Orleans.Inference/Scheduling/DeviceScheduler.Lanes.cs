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
                if (_stopping && _waiting == 0)
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
        while (_freeLanes > 0 && NextModel() is { } model)
        {
            var waited = model.Queue.Count;
            var batch = Batcher.Take(model.Queue);
            _waiting -= waited - model.Queue.Count;
            var now = _timeProvider.GetTimestamp();
            for (var i = batch.Count - 1; i >= 0; i--)
            {
                if (!IsExpired(batch[i], now)) continue;
                batch[i].ReleaseInputs();
                batch[i].Fail(Expired(batch[i]));
                batch.RemoveAt(i);
            }

            if (batch.Count == 0) continue;
            lane = TakeLane(model, null, batch);
            return batch;
        }

        return null;
    }

    /// <summary>Of the models that may hold one more lane, the one whose first request has the highest priority and waited longest.</summary>
    private ServedModel? NextModel()
    {
        if (_waiting == 0) return null;
        PendingRequest? best = null;
        foreach (var model in _models)
        {
            if (model.LanesHeld >= model.Instances || model.Queue.Head is not { } head) continue;
            if (best is null || (head.Priority, head.ArrivedAt).CompareTo((best.Priority, best.ArrivedAt)) < 0) best = head;
        }

        return best?.Model;
    }

    private void Run(List<PendingRequest> batch, int lane)
    {
        var model = batch[0].Model;
        var started = _timeProvider.GetTimestamp();
        var answers = BatchRun.Execute(batch);
        foreach (var request in batch) request.ReleaseInputs();
        var executionTime = _timeProvider.GetElapsedTime(started);
        var load = FreeLane(lane, batch.Sum(request => request.Rows), executionTime, wasEnded: answers is [{ Failure: OperationCanceledException }]);
        for (var i = 0; i < answers.Length; i++) Answer(batch[i], answers[i], load, started, executionTime);
    }

    private bool FitsWithoutLane(PendingRequest request, bool mayHoldCaller)
    {
        var model = request.Model;
        if (!CanBegin(model)) return false;
        if (model.Meter.RowsPerSecond <= 0) return false;
        var expected = TimeSpan.FromSeconds(request.Rows / model.Meter.RowsPerSecond);
        if (expected < model.Meter.RunTime) expected = model.Meter.RunTime;
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
        var load = FreeLane(request.Lane, request.Rows, executionTime, wasEnded: answer.Failure is OperationCanceledException);
        Answer(request, answer, load, started, executionTime);
    }

    private int TakeLane(ServedModel model, PendingRequest? request, List<PendingRequest>? batch)
    {
        var lane = Array.FindIndex(_runs, static run => run.Model is null);
        _runs[lane] = new(model, request, batch, _timeProvider.GetTimestamp());
        _freeLanes--;
        _running += _runs[lane].Requests;
        model.LanesHeld++;
        var alone = request ?? (batch is [var only] ? only : null);
        if (model.Meter.RunTime >= ShortRunLimits.WorthEnding) alone?.LetCallerEndRun();
        request?.Began?.Invoke();
        foreach (var batched in batch ?? []) batched.Began?.Invoke();
        return lane;
    }

    private WorkerLoad FreeLane(int lane, long rows, TimeSpan executionTime, bool wasEnded)
    {
        lock (_gate)
        {
            var (model, run) = (_runs[lane].Model!, _runs[lane]);
            _runs[lane] = default;
            _freeLanes++;
            model.LanesHeld--;
            if (!run.IsAbandoned)
            {
                _running -= run.Requests;
                if (!wasEnded) model.Meter.Add(rows, executionTime);
            }

            if (_waiting > 0) Monitor.Pulse(_gate);
            SignalIfDrained();
            return new(_waiting + _running, model.Speed);
        }
    }

    private void Answer(PendingRequest request, BatchRun.Answer answer, WorkerLoad load, long started, TimeSpan executionTime)
    {
        if (answer.Failure is null) request.Complete(answer.Outputs, _worker, load, _timeProvider.GetElapsedTime(request.ArrivedAt, started), executionTime);
        else request.Fail(answer.Failure);
    }
}
