using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingBatchesTests
{
    [Fact]
    public async Task With_a_queue_delay_a_request_waits_for_others_though_a_lane_is_free()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxQueueDelay: TimeSpan.FromMilliseconds(10));

        Task<InferenceResponse>[] waiting = [harness.Enqueue(model, [1]), harness.Enqueue(model, [2])];
        Assert.Equal(2, harness.Scheduler.QueueLength);
        harness.Time.Advance(TimeSpan.FromMilliseconds(10));

        await Soon(Task.WhenAll(waiting));
        Assert.Equal([[1, 2]], session.Runs);
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_the_delay()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 2, maxQueueDelay: TimeSpan.FromHours(1));

        await Soon(Task.WhenAll(harness.Enqueue(model, [1]), harness.Enqueue(model, [2])));

        Assert.Equal([[1, 2]], session.Runs);
    }

    [Fact]
    public async Task A_largest_preferred_size_is_a_full_batch()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 32, maxQueueDelay: TimeSpan.FromHours(1), sizes: new(32) { Preferred = [2, 3] });

        await Soon(Task.WhenAll(harness.Enqueue(model, [1]), harness.Enqueue(model, [2]), harness.Enqueue(model, [3])));

        Assert.Equal([[1, 2, 3]], session.Runs);
    }

    [Fact]
    public async Task A_model_that_waits_for_a_batch_lets_others_run()
    {
        await using var harness = new SchedulerHarness();
        var slow = harness.Add("slow", maxQueueDelay: TimeSpan.FromMilliseconds(10));
        var other = harness.Add("other");
        var waiting = harness.Enqueue(slow.Model, [1]);

        Assert.Equal([2], await RowsOf(harness.Enqueue(other.Model, [2])));

        Assert.False(waiting.IsCompleted);
        harness.Time.Advance(TimeSpan.FromMilliseconds(10));
        await Soon(waiting);
    }

    [Fact]
    public async Task Every_run_has_the_rows_of_a_bucket_and_nobody_sees_those_that_fill_it()
    {
        await using var harness = new SchedulerHarness();
        var meter = new SpeedMeter(TimeProvider.System);
        foreach (var size in new[] { 2, 4, 8 }) meter.Add(size, TimeSpan.FromMilliseconds(10)); // as the warm-up found
        var (model, session) = harness.Add(maxBatchSize: 8, meter: meter, sizes: new(8) { Buckets = [2, 4, 8] });
        var running = await harness.OccupyAsync(model);
        Task<InferenceResponse>[] waiting = [harness.Enqueue(model, [1]), harness.Enqueue(model, [2, 3]), harness.Enqueue(model, [4, 5])];
        session.LetAllGo();

        Assert.Equal([0], await RowsOf(running));
        Assert.Equal([1], await RowsOf(waiting[0]));
        Assert.Equal([2, 3], await RowsOf(waiting[1]));
        Assert.Equal([4, 5], await RowsOf(waiting[2]));
        Assert.Equal([[0, 0], [1, 2, 3, 4, 5, 5, 5, 5]], session.Runs);
    }

    [Fact]
    public void Bulk_requests_are_gathered_into_runs_of_a_bounded_length_and_fill_others_only_within_it()
    {
        var meter = new SpeedMeter(TimeProvider.System);
        for (var rows = 1; rows <= 32; rows *= 2) meter.Add(rows, TimeSpan.FromMilliseconds(10 + rows)); // 50 ms are over beyond 32 rows, a batch pays
        var model = MakeModel(new EchoSession(), meter: meter);
        var batcher = new Batcher(maxBulkRun: TimeSpan.FromMilliseconds(20), TimeProvider.System);

        for (var i = 0; i < 32; i++) model.Queue.Add(Request(model, [1], InferencePriority.Bulk));
        Assert.Equal(10, batcher.Take(model.Queue.Head!, now: 0).Count);

        for (var i = 0; i < 4; i++) model.Queue.Add(Request(model, [2], InferencePriority.Interactive));
        var filled = batcher.Take(model.Queue.Head!, now: 0);
        Assert.Equal((4, 6), (filled.Count(request => request.Priority == InferencePriority.Interactive), filled.Count(request => request.Priority == InferencePriority.Bulk)));

        for (var i = 0; i < 32; i++) model.Queue.Add(Request(model, [3], InferencePriority.Interactive));
        Assert.Equal(32, batcher.Take(model.Queue.Head!, now: 0).Count); // others are not bounded
    }
}
