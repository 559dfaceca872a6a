using Orleans.Inference.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingOverloadTests
{
    [Fact]
    public async Task A_full_queue_refuses_with_the_time_to_come_back_and_keeps_what_it_has()
    {
        await using var harness = new SchedulerHarness(maxQueueLength: 2);
        var meter = new SpeedMeter(TimeProvider.System);
        meter.Add(1, TimeSpan.FromSeconds(2)); // half a row a second
        var (model, session) = harness.Add(instances: 1, meter: meter);
        var running = await harness.OccupyAsync(model);
        Task<InferenceResponse>[] waiting = [harness.Enqueue(model, [1]), harness.Enqueue(model, [2])];

        var error = await Assert.ThrowsAsync<QueueFullException>(() => harness.Enqueue(model, [3]));

        Assert.Equal(("m", 2, TimeSpan.FromSeconds(4)), (error.Model, error.Limit, error.RetryAfter));
        Assert.Equal(3, harness.Scheduler.QueueLength);
        session.LetAllGo();
        await Soon(Task.WhenAll([running, .. waiting]));
        Assert.Equal([4], await RowsOf(harness.Enqueue(model, [4])));
        Assert.DoesNotContain(session.Runs, run => run.Contains((byte)3));
    }

    [Fact]
    public async Task A_request_whose_inputs_are_still_to_come_is_refused_as_if_they_were_there()
    {
        await using var harness = new SchedulerHarness(maxQueueLength: 1);
        var (model, session) = harness.Add(instances: 1);
        harness.Scheduler.Check(Request(model, [1]));
        var running = await harness.OccupyAsync(model);
        harness.Scheduler.Check(Request(model, [1]));
        var waiting = harness.Enqueue(model, [1]);

        Assert.Equal(1, Assert.Throws<QueueFullException>(() => harness.Scheduler.Check(Request(model, [2]))).Limit);
        Assert.Throws<NoWorkerException>(() => harness.Scheduler.Check(Request(model, [2], onlyIfIdle: true)));
        session.LetAllGo();
        await Soon(Task.WhenAll(running, waiting));
        harness.Scheduler.Check(Request(model, [2]));
    }

    [Fact]
    public async Task The_time_to_come_back_is_never_nothing_and_never_endless()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), await RetryAfterAsync(null)); // not measured yet
        Assert.Equal(TimeSpan.FromSeconds(60), await RetryAfterAsync(TimeSpan.FromMinutes(10)));
        Assert.Equal(TimeSpan.FromMilliseconds(1), await RetryAfterAsync(TimeSpan.FromMicroseconds(1)));

        static async Task<TimeSpan> RetryAfterAsync(TimeSpan? runTime)
        {
            await using var harness = new SchedulerHarness(maxQueueLength: 1);
            var meter = new SpeedMeter(TimeProvider.System);
            if (runTime is { } time) meter.Add(1, time);
            var (model, _) = harness.Add(instances: 1, meter: meter);
            await harness.OccupyAsync(model);
            _ = harness.Enqueue(model, [1]);
            return (await Assert.ThrowsAsync<QueueFullException>(() => harness.Enqueue(model, [2]))).RetryAfter;
        }
    }

    [Fact]
    public async Task One_models_full_queue_is_not_anothers()
    {
        await using var harness = new SchedulerHarness(maxQueueLength: 1);
        var (full, other) = (harness.Add("full"), harness.Add("other"));
        await harness.OccupyAsync(full.Model);
        _ = harness.Enqueue(full.Model, [1]);
        await Assert.ThrowsAsync<QueueFullException>(() => harness.Enqueue(full.Model, [2]));

        var served = harness.Enqueue(other.Model, [3]);
        full.Session.LetAllGo();

        Assert.Equal([3], await RowsOf(served));
    }

    [Fact]
    public async Task A_request_that_gave_up_makes_room()
    {
        await using var harness = new SchedulerHarness(maxQueueLength: 1);
        var (model, session) = harness.Add();
        await harness.OccupyAsync(model);
        using var caller = new CancellationTokenSource();
        var given = harness.Enqueue(Request(model, [1]), caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(given));

        var next = harness.Enqueue(model, [2]);
        session.LetAllGo();

        Assert.Equal([2], await RowsOf(next));
    }

    [Fact]
    public async Task Every_answer_tells_how_much_still_waits_and_how_fast_it_goes()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 1, instances: 1);
        var running = await harness.OccupyAsync(model);
        var waiting = harness.Enqueue(model, [1]);

        harness.Time.Advance(TimeSpan.FromSeconds(2));
        session.LetGo(1);

        Assert.Equal(new WorkerLoad(QueueLength: 1, Speed: 0.5), (await Soon(running)).Load);
        session.LetAllGo();
        Assert.Equal(0, (await Soon(waiting)).Load.QueueLength);
    }
}
