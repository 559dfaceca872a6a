using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Tests.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingStopTests
{
    [Fact]
    public async Task Stopping_finishes_what_waits_and_runs_and_refuses_what_comes()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var waiting = harness.Enqueue(model, [1]);

        var stopping = harness.Scheduler.StopAsync(CancellationToken.None);

        var error = await Assert.ThrowsAsync<NoWorkerException>(() => harness.Enqueue(model, [2]));
        Assert.Contains("stopping", error.Reason, StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);
        Assert.False(harness.Scheduler.IsDrained);

        session.LetAllGo();
        await Soon(stopping);
        Assert.Equal([0], await RowsOf(running));
        Assert.Equal([1], await RowsOf(waiting));
        Assert.True(harness.Scheduler.IsDrained);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task When_the_patience_ends_what_still_waits_fails_and_what_runs_may_end()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var waiting = harness.Enqueue(model, [1]);
        using var patience = new CancellationTokenSource();
        var stopping = harness.Scheduler.StopAsync(patience.Token);

        await patience.CancelAsync();
        await Soon(stopping);

        Assert.Contains("stopped", (await Assert.ThrowsAsync<NoWorkerException>(() => Soon(waiting))).Reason, StringComparison.Ordinal);
        Assert.False(harness.Scheduler.IsDrained);
        session.LetAllGo();
        Assert.Equal([0], await RowsOf(running));
        Assert.Equal([[0]], session.Runs);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task An_idle_device_stops_at_once_and_stopping_twice_is_stopping()
    {
        await using var harness = new SchedulerHarness(lanes: 4);

        await Soon(harness.Scheduler.StopAsync(CancellationToken.None));
        await Soon(harness.Scheduler.StopAsync(CancellationToken.None));

        Assert.True(harness.Scheduler.IsDrained);
    }

    [Fact]
    public async Task The_last_who_gives_up_lets_a_stop_go_on()
    {
        await using var harness = new SchedulerHarness(lanes: 2);
        var limited = harness.Add(instances: 1);
        var running = await harness.OccupyAsync(limited.Model);
        using var caller = new CancellationTokenSource();
        var waiting = harness.Enqueue(Request(limited.Model, [1]), caller.Token);
        var stopping = harness.Scheduler.StopAsync(CancellationToken.None);
        limited.Session.LetGo(1);
        await Soon(limited.Session.Began.WaitAsync(TestContext.Current.CancellationToken));

        await caller.CancelAsync(); // it runs by now: the run is waited for, not the caller
        Assert.False(stopping.IsCompleted);
        limited.Session.LetAllGo();

        await Soon(stopping);
        await Soon(running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon(waiting));
    }

    [Fact]
    public async Task A_device_that_stopped_leaves_no_lane_behind()
    {
        var scheduler = await StopWithLanesThatWaitAsync();
        await Task.Yield(); // off the stack of what just ended, which still holds the scheduler

        // A lane that waits holds it too.
        Assert.True(SpinWait.SpinUntil(() => IsCollected(scheduler), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_device_that_never_served_leaves_no_lane_behind()
    {
        var scheduler = DisposeUnstopped();

        Assert.True(SpinWait.SpinUntil(() => IsCollected(scheduler), TimeSpan.FromSeconds(60)));
    }

    private static WeakReference<DeviceScheduler> DisposeUnstopped()
    {
        var scheduler = new DeviceScheduler(default, FakeBackend.Cpu(2), Limits, default, new FakeTimeProvider());
        scheduler.Dispose();
        return new(scheduler);
    }

    private static async Task<WeakReference<DeviceScheduler>> StopWithLanesThatWaitAsync()
    {
        var harness = new SchedulerHarness(lanes: 3); // not disposed: to stop must be enough
        var (model, session) = harness.Add(instances: 1, maxBatchSize: 1);
        var running = await harness.OccupyAsync(model);
        var waiting = harness.Enqueue(model, [1]);
        var stopping = harness.Scheduler.StopAsync(CancellationToken.None); // two lanes wait for a request that they may not take
        session.LetAllGo();
        await Soon(Task.WhenAll(running, waiting, stopping));
        return new(harness.Scheduler);
    }

    private static bool IsCollected(WeakReference<DeviceScheduler> scheduler)
    {
        GC.Collect();
        return !scheduler.TryGetTarget(out _);
    }
}
