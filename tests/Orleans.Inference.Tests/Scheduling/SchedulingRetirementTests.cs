using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingRetirementTests : IAsyncDisposable
{
    private readonly SchedulerHarness _harness = new();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_model_that_is_retired_answers_what_it_has_and_takes_nothing_new()
    {
        var (model, session) = _harness.Add();
        var running = await _harness.OccupyAsync(model, row: 1);
        var waiting = _harness.Enqueue(model, [2]);

        var retirement = _harness.Scheduler.RetireAsync(model);
        Assert.Null(_harness.Scheduler.EnqueueAsync(Request(model, [3]), mayHoldCaller: false, CancellationToken.None));
        Assert.False(retirement.IsCompleted);

        session.LetAllGo();
        Assert.Equal([1], await RowsOf(running));
        Assert.Equal([2], await RowsOf(waiting));
        await Soon(retirement);
    }

    [Fact]
    public async Task A_model_that_nothing_uses_is_retired_at_once()
    {
        var (model, _) = _harness.Add();

        Assert.True(_harness.Scheduler.TryRetire(model));

        await Soon(model.Unused);
        Assert.False(_harness.Scheduler.TryRetire(model));
    }

    [Fact]
    public async Task A_model_in_use_is_not_evicted()
    {
        var (model, session) = _harness.Add();
        var running = await _harness.OccupyAsync(model);

        Assert.False(_harness.Scheduler.TryRetire(model));
        Assert.Equal(TimeSpan.Zero, _harness.Scheduler.IdleTime(model));

        session.LetAllGo();
        await Soon(running);
        _harness.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), _harness.Scheduler.IdleTime(model));
        Assert.True(_harness.Scheduler.TryRetire(model));
    }

    [Fact]
    public async Task A_retirement_ends_when_the_last_request_that_waits_is_given_up()
    {
        var (model, _) = _harness.Add();
        var (other, session) = _harness.Add("other");
        var running = await _harness.OccupyAsync(other);
        using var caller = new CancellationTokenSource();
        var waiting = _harness.Enqueue(Request(model, [1]), caller.Token);
        var retirement = _harness.Scheduler.RetireAsync(model);

        await caller.CancelAsync();

        await Soon(retirement);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        session.LetAllGo();
        await Soon(running);
    }
}
