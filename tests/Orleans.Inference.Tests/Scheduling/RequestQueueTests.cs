using CsCheck;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class RequestQueueTests
{
    private static readonly ServedModel Model = SchedulerHarness.MakeModel(new EchoSession());

    /// <summary>A priority to add a request with, or where to take one out.</summary>
    private static readonly Gen<(bool Add, InferencePriority Priority, int Place)[]> Changes =
        Gen.Select(Gen.Bool, Gen.Enum<InferencePriority>(), Gen.Int[0, 100]).Array[0, 60];

    [Fact]
    public void Requests_go_by_priority_then_by_arrival_whatever_leaves_in_between() => Changes.Sample(changes =>
    {
        var queue = new RequestQueue();
        List<PendingRequest> naive = [];
        foreach (var (add, priority, place) in changes)
        {
            if (add)
            {
                var request = SchedulerHarness.Request(Model, [1], priority);
                queue.Add(request);
                var behind = naive.FindIndex(other => other.Priority > priority);
                naive.Insert(behind < 0 ? naive.Count : behind, request);
            }
            else if (naive.Count > 0)
            {
                var leaving = naive[place % naive.Count];
                naive.Remove(leaving);
                if (!queue.Remove(leaving) || queue.Remove(leaving)) return false;
            }

            if (queue.Count != naive.Count || !InOrder(queue).SequenceEqual(naive)) return false;
        }

        return true;
    }, iter: 1000);

    [Fact]
    public void An_empty_queue_has_no_next_request() => Assert.Null(new RequestQueue().Head);

    [Fact]
    public void A_request_that_is_not_in_the_queue_does_not_leave_it()
    {
        var queue = new RequestQueue();
        var request = SchedulerHarness.Request(Model, [1]);

        Assert.False(queue.Remove(request));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_request_that_left_may_come_back()
    {
        var queue = new RequestQueue();
        var (first, second) = (SchedulerHarness.Request(Model, [1]), SchedulerHarness.Request(Model, [2]));
        queue.Add(first);
        queue.Add(second);

        queue.Remove(first);
        queue.Add(first);

        Assert.Equal([second, first], InOrder(queue));
    }

    private static IEnumerable<PendingRequest> InOrder(RequestQueue queue)
    {
        for (var request = queue.Head; request is not null; request = queue.After(request)) yield return request;
    }
}
