using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingMovesTests
{
    [Fact]
    public async Task The_last_ones_that_wait_are_given_back_and_the_others_run()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 1);
        var running = await harness.OccupyAsync(model);
        Task<InferenceResponse>[] waiting = [.. Enumerable.Range(1, 5).Select(row => harness.Enqueue(Request(model, [(byte)row], mayMove: true), CancellationToken.None))];

        Assert.Equal(2, harness.Scheduler.GiveBack(model, 2));

        await Assert.ThrowsAsync<MovedException>(() => Soon(waiting[4]));
        await Assert.ThrowsAsync<MovedException>(() => Soon(waiting[3]));
        Assert.Equal(3, harness.Scheduler.WaitingFor(model));
        session.LetAllGo();
        for (var row = 1; row <= 3; row++) Assert.Equal([(byte)row], await RowsOf(waiting[row - 1]));
        await Soon(running);
    }

    [Fact]
    public async Task What_was_moved_before_and_what_runs_stays()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var stays = harness.Enqueue(Request(model, [1], mayMove: false), CancellationToken.None);
        var moves = harness.Enqueue(Request(model, [2], mayMove: true), CancellationToken.None);

        Assert.Equal(1, harness.Scheduler.GiveBack(model, 100));
        Assert.Equal(0, harness.Scheduler.GiveBack(model, 100));

        await Assert.ThrowsAsync<MovedException>(() => Soon(moves));
        session.LetAllGo();
        Assert.Equal([1], await RowsOf(stays));
        Assert.Equal([0], await RowsOf(running));
    }

    [Fact]
    public async Task Those_of_low_priority_go_first()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var bulk = harness.Enqueue(Request(model, [1], InferencePriority.Bulk, mayMove: true), CancellationToken.None);
        var interactive = harness.Enqueue(Request(model, [2], InferencePriority.Interactive, mayMove: true), CancellationToken.None);

        Assert.Equal(1, harness.Scheduler.GiveBack(model, 1));

        await Assert.ThrowsAsync<MovedException>(() => Soon(bulk));
        session.LetAllGo();
        Assert.Equal([2], await RowsOf(interactive));
        await Soon(running);
    }

    [Fact]
    public async Task A_second_attempt_is_turned_away_unless_it_can_begin_at_once()
    {
        await using var harness = new SchedulerHarness(lanes: 2);
        var (model, session) = harness.Add();
        var first = await harness.OccupyAsync(model);

        var idle = harness.Enqueue(Request(model, [1], onlyIfIdle: true), CancellationToken.None); // the second lane is free
        session.Hold();
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<NoWorkerException>(() => harness.Enqueue(Request(model, [2], onlyIfIdle: true), CancellationToken.None));

        session.LetAllGo();
        await Soon(first);
        await Soon(idle);
    }
}
