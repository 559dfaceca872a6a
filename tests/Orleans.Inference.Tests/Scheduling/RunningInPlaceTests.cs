using Orleans.Inference.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class RunningInPlaceTests : IAsyncDisposable
{
    private readonly SchedulerHarness _harness = new(lanes: 2, shortRuns: new(Brief: TimeSpan.FromMilliseconds(0.05), Short: TimeSpan.FromMilliseconds(1)));
    private readonly ServedModel _model;
    private readonly EchoSession _session;
    private readonly SpeedMeter _meter = new(TimeProvider.System);
    private int _thread;

    public RunningInPlaceTests()
    {
        (_model, _session) = _harness.Add(meter: _meter);
        _session.OnRun = input =>
        {
            _thread = Environment.CurrentManagedThreadId;
            return Tensor.Create(input.AsSpan<byte>(), input.Shape);
        };
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_short_run_on_an_idle_device_is_done_by_the_caller_itself()
    {
        _meter.Add(1, TimeSpan.FromMilliseconds(0.1));
        var inPlace = false;
        // Work that other tests give the thread pool sends a run to a lane, so that one attempt proves nothing.
        for (var attempt = 0; attempt < 100_000 && !inPlace; attempt++)
        {
            var response = _harness.Enqueue(_model, [1]);
            inPlace = response.IsCompletedSuccessfully && _thread == Environment.CurrentManagedThreadId;
            await Soon(response);
        }

        Assert.True(inPlace);
        Assert.Equal(0, _harness.Scheduler.QueueLength);
    }

    [Theory]
    [InlineData(2, 1)] // a long run
    [InlineData(0.9, 3)] // a run that is short for a row, of several rows
    public Task A_longer_run_is_done_by_a_lane(double milliseconds, int rows)
    {
        _meter.Add(1, TimeSpan.FromMilliseconds(milliseconds));
        return AssertNotInPlaceAsync(rows, mayHoldCaller: true);
    }

    [Fact]
    public Task A_run_that_was_never_measured_is_done_by_a_lane() => AssertNotInPlaceAsync(rows: 1, mayHoldCaller: true);

    [Fact]
    public Task A_caller_whose_thread_must_not_be_held_up_is_never_held_up_by_a_short_run()
    {
        _meter.Add(1, TimeSpan.FromMilliseconds(0.1));
        return AssertNotInPlaceAsync(rows: 1, mayHoldCaller: false);
    }

    [Fact]
    public async Task A_brief_run_is_done_by_the_thread_pool_for_a_caller_whose_thread_must_not_be_held_up()
    {
        _meter.Add(1, TimeSpan.FromMilliseconds(0.01));
        var pooled = false;
        _session.OnRun = input =>
        {
            pooled = Thread.CurrentThread.IsThreadPoolThread;
            return Tensor.Create(input.AsSpan<byte>(), input.Shape);
        };
        await Soon(_harness.Scheduler.EnqueueAsync(Request(_model, [1]), mayHoldCaller: false, CancellationToken.None)!);
        Assert.True(pooled);
    }

    [Fact]
    public async Task A_short_run_does_not_overtake_who_waits()
    {
        _meter.Add(1, TimeSpan.FromMilliseconds(0.1));
        var limited = _harness.Add("limited", instances: 1);
        await _harness.OccupyAsync(limited.Model);
        var waiting = _harness.Enqueue(limited.Model, [1]);

        await AssertNotInPlaceAsync(rows: 1, mayHoldCaller: true);

        limited.Session.LetAllGo();
        await Soon(waiting);
    }

    private async Task AssertNotInPlaceAsync(int rows, bool mayHoldCaller)
    {
        var caller = Environment.CurrentManagedThreadId;

        await Soon(_harness.Scheduler.EnqueueAsync(Request(_model, new byte[rows]), mayHoldCaller, CancellationToken.None)!);

        Assert.NotEqual(caller, _thread);
    }
}
