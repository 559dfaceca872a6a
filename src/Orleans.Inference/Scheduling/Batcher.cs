using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>
/// Forms the batches of a device: the request that begins, and of those that can run with it as many as the model's runs are best with. Not thread-safe: the
/// scheduler's lock guards it.
/// </summary>
internal sealed class Batcher(TimeSpan maxBulkRun, TimeProvider timeProvider)
{
    private readonly List<PendingRequest> _candidates = [];

    /// <summary>What the last call took out of the queue because it cannot be answered in time any more.</summary>
    public List<PendingRequest> Hopeless { get; } = [];

    /// <summary>Takes the next batch out of a model's queue.</summary>
    /// <param name="first">The request that begins it.</param>
    /// <param name="now">The time, as a timestamp.</param>
    /// <returns>The batch; empty where the first request is hopeless.</returns>
    public List<PendingRequest> Take(PendingRequest first, long now)
    {
        Hopeless.Clear();
        var model = first.Model;
        if (IsHopeless(first, now))
        {
            model.Queue.Remove(first);
            return [];
        }

        var available = Gather(model, first, now);
        var wanted = available > first.Rows ? model.Sizes.Choose(available, model.Meter.Times) : first.Rows;
        var batch = new List<PendingRequest>(_candidates.Count);
        var rows = 0L;
        foreach (var request in _candidates)
        {
            if (batch.Count > 0 && (rows + request.Rows > wanted || IsTooLong(request, rows + request.Rows))) continue;
            model.Queue.Remove(request);
            batch.Add(request);
            rows += request.Rows;
            if (rows >= wanted) break;
        }

        _candidates.Clear();
        return batch;
    }

    private long Gather(ServedModel model, PendingRequest first, long now)
    {
        var limit = model.Sizes.Max;
        _candidates.Add(first);
        var rows = first.Rows;
        for (PendingRequest? request = model.Queue.Head, next; request is not null && rows < limit; request = next)
        {
            next = model.Queue.After(request);
            if (request == first) continue;
            if (IsHopeless(request, now))
            {
                model.Queue.Remove(request);
                continue;
            }

            if (rows + request.Rows > limit || !request.IsCompatibleWith(first)) continue;
            _candidates.Add(request);
            rows += request.Rows;
        }

        return rows;
    }

    private bool IsHopeless(PendingRequest request, long now)
    {
        if (timeProvider.GetElapsedTime(request.ArrivedAt, now) + request.Model.Meter.Times.Of(request.Rows) < request.TimeRemaining) return false;
        Hopeless.Add(request);
        return true;
    }

    // What the run takes longer for a bulk request, a request of a higher class that comes meanwhile would wait.
    private bool IsTooLong(PendingRequest request, long rows) =>
        request.Priority == InferencePriority.Bulk && request.Model.Meter.Times.Of(request.Model.Sizes.RunSize(rows)) > maxBulkRun;
}
