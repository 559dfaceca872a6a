using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>
/// Which request begins the next run on a device: one of the highest priority that waits; among models, of the one furthest behind its share; then the one that
/// waited longest. A class that has waited for the starvation bound without a run goes first, for one run. Guarded by the scheduler.
/// </summary>
internal sealed class RunOrder(TimeSpan starvationBound, TimeProvider timeProvider)
{
    private readonly long[] _servedAt = new long[Priorities.Count];
    private double _virtualTime;

    /// <summary>The request that begins the next run; <see langword="null"/> while no model has one that may begin.</summary>
    /// <param name="models">The device's models.</param>
    /// <param name="now">The time, as a timestamp.</param>
    public PendingRequest? Next(List<ServedModel> models, long now)
    {
        PendingRequest? next = null, starving = null;
        for (var priority = InferencePriority.System; priority <= InferencePriority.Bulk; priority++)
        {
            foreach (var model in models)
            {
                if (!model.MayBegin(now, timeProvider) || model.Queue.HeadOf(priority) is not { } head) continue;
                if (next is null || (head.Priority == next.Priority && IsBefore(head, next))) next = head;
                if (priority != next.Priority && IsStarving(head, now) && (starving is null || head.ArrivedAt < starving.ArrivedAt)) starving = head;
            }
        }

        return starving ?? next;
    }

    /// <summary>A run of a model begins.</summary>
    public void Begin(ServedModel model, InferencePriority priority, TimeSpan expected, long now)
    {
        _servedAt[(int)priority] = now;
        _virtualTime = model.Share.Start(_virtualTime);
        model.Share.Begin(_virtualTime, expected);
    }

    private bool IsBefore(PendingRequest request, PendingRequest other)
    {
        var (start, otherStart) = (request.Model.Share.Start(_virtualTime), other.Model.Share.Start(_virtualTime));
        return start < otherStart || (start == otherStart && request.ArrivedAt < other.ArrivedAt);
    }

    private bool IsStarving(PendingRequest head, long now) =>
        timeProvider.GetElapsedTime(Math.Max(head.ArrivedAt, _servedAt[(int)head.Priority]), now) >= starvationBound;
}
