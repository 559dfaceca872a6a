using Orleans.Inference.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class EndingRunsTests
{
    [Fact]
    public async Task A_long_run_ends_when_its_caller_gives_up_and_counts_for_no_speed()
    {
        await using var harness = new SchedulerHarness();
        var meter = new SpeedMeter(harness.Time);
        meter.Add(1, TimeSpan.FromSeconds(1));
        var (model, session) = harness.Add(meter: meter);
        using var caller = new CancellationTokenSource();
        session.Hold();
        var running = harness.Enqueue(Request(model, [1]), caller.Token);
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(running));
        var next = harness.Enqueue(model, [2]); // the lane is free again
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, meter.RowsPerSecond);
        session.LetAllGo();
        Assert.Equal([2], await RowsOf(next));
    }

    [Fact]
    public async Task A_batch_runs_on_for_the_others()
    {
        await using var harness = new SchedulerHarness();
        var meter = new SpeedMeter(harness.Time);
        meter.Add(1, TimeSpan.FromSeconds(1));
        var (model, session) = harness.Add(meter: meter);
        var running = await harness.OccupyAsync(model);
        using var caller = new CancellationTokenSource();
        var (leaves, stays) = (harness.Enqueue(Request(model, [1]), caller.Token), harness.Enqueue(model, [2]));
        session.LetGo(1);
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));

        await caller.CancelAsync();
        session.LetAllGo();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(leaves));
        Assert.Equal([2], await RowsOf(stays));
        await Soon(running);
    }
}
