using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

internal sealed partial class DeviceScheduler
{
    // What was measured is a mean: of the requests that would just about make it, half would not.
    private const double Margin = 1.2;
    private static readonly TimeSpan LeastRetryAfter = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>Sees whether a request would be taken now.</summary>
    /// <exception cref="InferenceException">It would not.</exception>
    public void Check(PendingRequest request)
    {
        lock (_gate)
        {
            ThrowIfClosedTo(request);
            if (!CanBegin(request.Model) && FindRefusal(request, _timeProvider.GetTimestamp()) is { } refusal) throw refusal;
        }
    }

    private void ThrowIfClosedTo(PendingRequest request)
    {
        if (_stopping && !request.IsStep) throw new NoWorkerException(request.Model.Metadata.Name, "its silo is stopping");
        if (_suspended is not null && !request.IsTrial) throw new NoWorkerException(request.Model.Metadata.Name, _suspended);
        if (request.OnlyIfIdle && !CanBegin(request.Model)) throw new NoWorkerException(request.Model.Metadata.Name, $"the worker {_worker} is not idle");
    }

    /// <summary>Why a request is not taken: it finds the queue full, or would only be answered after its deadline.</summary>
    /// <remarks>Not thrown: where it happens it happens thousands of times a second.</remarks>
    private QueueFullException? FindRefusal(PendingRequest request, long now)
    {
        var model = request.Model;
        if (model.Queue.Count >= model.MaxQueueLength)
        {
            return new(model.Metadata.Name, model.MaxQueueLength, Clamp(model.Speed > 0 ? model.Queue.Count / model.Speed : 1));
        }

        if (!model.Meter.HasMeasured || request.IsTrial) return null;
        var expected = ExpectedSeconds(request, now) * Margin;
        if (expected <= request.TimeRemaining.TotalSeconds) return null;
        return new(model.Metadata.Name, TimeSpan.FromSeconds(expected), request.TimeRemaining, Clamp(expected - request.TimeRemaining.TotalSeconds));
    }

    /// <summary>How long it takes until a request that comes now is answered: what goes before it, and its own run.</summary>
    private double ExpectedSeconds(PendingRequest request, long now)
    {
        var model = request.Model;
        var times = model.Meter.Times;
        var own = model.Queue.RowsBefore(request.Priority);
        var run = times.Of(model.Sizes.RunSize(Math.Min(own + request.Rows, Math.Max(model.Sizes.Max, request.Rows)))).TotalSeconds;
        var wait = _freeLanes > 0 && model.LanesHeld < model.Instances ? 0 : LeastResidual(model, now);
        return wait + Math.Min(AheadOnDevice(request), AheadByShare(model, own)) + run;
    }

    private double AheadOnDevice(PendingRequest request)
    {
        var seconds = 0.0;
        foreach (var model in _models) seconds += SecondsOf(model, model.Queue.RowsBefore(request.Priority)) / (model == request.Model ? Math.Min(model.Instances, _runs.Length) : _runs.Length);
        return seconds;
    }

    // However much waits for others, the model has its share of the device.
    private double AheadByShare(ServedModel model, long rows)
    {
        var weights = 0.0;
        foreach (var other in _models)
        {
            if (other == model || other.Queue.Count > 0 || other.LanesHeld > 0) weights += other.Share.Weight;
        }

        return SecondsOf(model, rows) / _runs.Length * (weights / model.Share.Weight);
    }

    private static double SecondsOf(ServedModel model, long rows) => rows == 0 ? 0 : rows * model.Meter.Times.SecondsPerRow(Math.Min(rows, model.Sizes.Max));

    private double LeastResidual(ServedModel model, long now)
    {
        var least = double.MaxValue;
        foreach (var run in _runs)
        {
            if (run.Model is null || (model.LanesHeld >= model.Instances && run.Model != model)) continue;
            least = Math.Min(least, Math.Max(0, (run.Usual - _timeProvider.GetElapsedTime(run.StartedAt, now)).TotalSeconds));
        }

        return least == double.MaxValue ? 0 : least;
    }

    private static TimeSpan Clamp(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, LeastRetryAfter.TotalSeconds, MostRetryAfter.TotalSeconds));
}
