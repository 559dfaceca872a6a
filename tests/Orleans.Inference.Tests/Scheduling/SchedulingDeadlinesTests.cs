using Orleans.Inference.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingDeadlinesTests
{
    [Fact]
    public async Task A_request_that_cannot_be_answered_in_time_is_refused_at_once_and_told_when_it_could()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 1, instances: 1, meter: Measured(seconds: 1));
        var running = await harness.OccupyAsync(model);
        var waiting = harness.Enqueue(model, [1]);

        var error = await Assert.ThrowsAsync<QueueFullException>(() => harness.Enqueue(model, [2], timeRemaining: TimeSpan.FromSeconds(2.5)));

        // One runs, one waits, and its own: three seconds, and a margin.
        Assert.InRange(error.RetryAfter, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5));
        Assert.Contains("2500 ms remain", error.Message, StringComparison.Ordinal);
        var patient = harness.Enqueue(model, [3], timeRemaining: TimeSpan.FromSeconds(5));
        session.LetAllGo();
        await Soon(Task.WhenAll(running, waiting, patient));
        Assert.Equal([[0], [1], [3]], session.Runs);
    }

    [Fact]
    public async Task A_higher_priority_does_not_wait_for_what_it_overtakes()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 1, instances: 1, meter: Measured(seconds: 1));
        await harness.OccupyAsync(model);
        var waiting = Enumerable.Range(1, 10).Select(row => harness.Enqueue(model, [(byte)row], InferencePriority.Bulk)).ToArray();

        var urgent = harness.Enqueue(model, [99], InferencePriority.Interactive, timeRemaining: TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<QueueFullException>(() => harness.Enqueue(model, [98], InferencePriority.Bulk, timeRemaining: TimeSpan.FromSeconds(3)));

        session.LetAllGo();
        await Soon(Task.WhenAll([urgent, .. waiting]));
        Assert.Equal([99], session.Runs.ElementAt(1));
    }

    [Fact]
    public async Task What_became_hopeless_while_it_waited_leaves_before_a_batch_is_formed()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(instances: 1, meter: Measured(seconds: 1));
        var running = await harness.OccupyAsync(model);
        var hopeless = harness.Enqueue(model, [1], timeRemaining: TimeSpan.FromSeconds(3));
        var hopeful = harness.Enqueue(model, [2], timeRemaining: TimeSpan.FromSeconds(60));

        harness.Time.Advance(TimeSpan.FromSeconds(2.5)); // half a second is left to it, and a run takes one
        session.LetAllGo();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Soon(hopeless));
        await Soon(Task.WhenAll(running, hopeful));
        Assert.Equal([[0], [2]], session.Runs);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task Another_models_queue_delays_a_request_by_no_more_than_its_models_share()
    {
        await using var harness = new SchedulerHarness();
        var busy = harness.Add("busy", maxBatchSize: 1, meter: Measured(seconds: 1));
        var other = harness.Add("other", maxBatchSize: 1, meter: Measured(seconds: 0.1));
        await harness.OccupyAsync(busy.Model);
        var waiting = Enumerable.Range(1, 50).Select(row => harness.Enqueue(busy.Model, [(byte)row])).ToArray();

        // Nothing of its own waits: it goes next.
        var quick = harness.Enqueue(other.Model, [1], timeRemaining: TimeSpan.FromSeconds(2));

        busy.Session.LetAllGo();
        await Soon(Task.WhenAll([quick, .. waiting]));
    }

    private static SpeedMeter Measured(double seconds)
    {
        var meter = new SpeedMeter(TimeProvider.System);
        meter.Add(1, TimeSpan.FromSeconds(seconds));
        return meter;
    }
}
