using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

/// <summary>Requests that end before they have run: given up by the caller, or out of time.</summary>
public sealed class SchedulingGivingUpTests
{
    [Fact]
    public async Task A_caller_who_gives_up_while_the_request_waits_takes_it_out_of_the_queue()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        using var caller = new CancellationTokenSource();
        var given = harness.Enqueue(Request(model, [1]), caller.Token);
        var kept = harness.Enqueue(model, [2]);

        await caller.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(given));
        Assert.Equal(caller.Token, error.CancellationToken);
        Assert.Equal(2, harness.Scheduler.QueueLength);
        session.LetAllGo();
        await Soon(Task.WhenAll(running, kept));
        Assert.Equal([[0], [2]], session.Runs);
    }

    [Fact]
    public async Task A_caller_who_gives_up_while_the_request_runs_is_released_at_once_and_the_lane_is_not_lost()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.Hold();
        using var caller = new CancellationTokenSource();
        var given = harness.Enqueue(Request(model, [1]), caller.Token);
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(given));
        Assert.Equal(1, harness.Scheduler.QueueLength); // it still runs
        session.LetAllGo();
        Assert.Equal([2], await RowsOf(harness.Enqueue(model, [2])));
    }

    [Fact]
    public async Task A_caller_who_had_given_up_before_never_enters_the_queue()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();

        var given = harness.Enqueue(Request(model, [1]), new CancellationToken(canceled: true));

        Assert.True(given.IsCanceled);
        Assert.Equal(0, harness.Scheduler.QueueLength);
        Assert.Empty(session.Runs);
    }

    [Fact]
    public async Task Giving_up_after_the_answer_changes_nothing()
    {
        await using var harness = new SchedulerHarness();
        var (model, _) = harness.Add();
        using var caller = new CancellationTokenSource();
        var answered = harness.Enqueue(Request(model, [1]), caller.Token);
        await Soon(answered);

        await caller.CancelAsync();

        Assert.True(answered.IsCompletedSuccessfully);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task A_request_that_runs_out_of_time_in_the_queue_fails_and_never_runs()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var late = harness.Enqueue(model, [1], timeRemaining: TimeSpan.FromSeconds(1));
        var patient = harness.Enqueue(model, [2], timeRemaining: TimeSpan.FromSeconds(10));

        harness.Time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => Soon(late));
        Assert.Equal(("m", TimeSpan.FromSeconds(1)), (error.Model, error.Timeout));
        Assert.Equal(2, harness.Scheduler.QueueLength);
        session.LetAllGo();
        await Soon(Task.WhenAll(running, patient));
        Assert.Equal([[0], [2]], session.Runs);
    }

    [Fact]
    public async Task A_request_whose_time_is_over_when_its_turn_comes_does_not_run_either()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var late = harness.Enqueue(model, [1], timeRemaining: TimeSpan.FromMilliseconds(5));
        var patient = harness.Enqueue(model, [2]);

        harness.Time.Advance(TimeSpan.FromMilliseconds(10)); // too short for a sweep
        Assert.False(late.IsCompleted);
        session.LetAllGo();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Soon(late));
        await Soon(Task.WhenAll(running, patient));
        Assert.Equal([[0], [2]], session.Runs);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task When_all_that_waits_is_out_of_time_the_lane_serves_who_comes_next()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var late = harness.Enqueue(model, [1], timeRemaining: TimeSpan.FromMilliseconds(5));
        harness.Time.Advance(TimeSpan.FromMilliseconds(10));
        session.LetAllGo();
        await Assert.ThrowsAsync<DeadlineExceededException>(() => Soon(late));
        await Soon(running);

        Assert.Equal([2], await RowsOf(harness.Enqueue(model, [2])));
    }

    [Fact]
    public async Task A_run_that_began_in_time_is_not_timed()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.Hold();
        var running = harness.Enqueue(model, [1], timeRemaining: TimeSpan.FromSeconds(1));
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));

        harness.Time.Advance(TimeSpan.FromMinutes(1));
        session.LetAllGo();

        Assert.Equal([1], await RowsOf(running));
    }
}
