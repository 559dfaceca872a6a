using Orleans.Inference.Tests.Failover;

namespace Orleans.Inference.Tests.Hedging;

public sealed class HedgingTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);
    private readonly FailoverHarness _cluster = new(workers: 3) { Hedge = true };

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task A_late_request_is_tried_on_an_idle_worker_and_the_first_answer_counts()
    {
        await LearnAsync();
        var (call, first) = await _cluster.SendAsync();
        var second = await HedgeAsync();

        Assert.NotSame(first.Worker, second.Worker);
        Assert.True(second.Terms.OnlyIfIdle);
        Assert.False(second.Terms.MayMove);
        second.Succeed();

        Assert.Equal(second.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
        Assert.True(first.Token.IsCancellationRequested);
        AssertIdle();
    }

    [Fact]
    public async Task The_second_attempt_is_cancelled_when_the_first_is_answered()
    {
        await LearnAsync();
        var (call, first) = await _cluster.SendAsync();
        var second = await HedgeAsync();

        first.Succeed();

        Assert.Equal(first.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
        Assert.True(second.Token.IsCancellationRequested);
        AssertIdle();
    }

    [Fact]
    public async Task A_second_attempt_that_is_turned_away_does_no_harm()
    {
        await LearnAsync();
        var (call, first) = await _cluster.SendAsync();
        var second = await HedgeAsync();

        second.Answer.SetException(new NoWorkerException("m", "the worker is not idle"));
        Assert.False(call.IsCompleted);
        first.Succeed();

        Assert.Equal(first.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
        AssertIdle();
    }

    [Fact]
    public async Task A_worker_that_is_lost_under_the_first_attempt_leaves_the_second_one()
    {
        await LearnAsync();
        var (call, first) = await _cluster.SendAsync();
        var second = await HedgeAsync();

        _cluster.Lose(first.Worker);
        second.Succeed();

        Assert.Equal(second.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
        AssertIdle();
    }

    [Fact]
    public async Task When_both_workers_are_lost_a_third_one_answers()
    {
        await LearnAsync();
        var (call, first) = await _cluster.SendAsync();
        var second = await HedgeAsync();

        _cluster.Lose(second.Worker);
        _cluster.Lose(first.Worker);
        var third = await _cluster.NextAsync();
        third.Succeed();

        Assert.Equal(third.Worker.Id, (await _cluster.EndAsync(call)).Worker);
        AssertIdle();
    }

    [Fact]
    public async Task The_models_own_error_is_not_tried_twice()
    {
        await LearnAsync();
        var (call, first) = await _cluster.SendAsync();

        await HedgeAsync();

        first.Answer.SetException(new ExecutionFailedException("m", "no"));

        await Assert.ThrowsAsync<ExecutionFailedException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        AssertIdle();
    }

    [Fact]
    public async Task One_request_in_twenty_may_be_tried_twice()
    {
        await LearnAsync();
        var before = _cluster.Workers.Sum(worker => worker.Attempts);
        for (var i = 0; i < 60; i++)
        {
            var (call, first) = await _cluster.SendAsync();
            _cluster.Time.Advance(Late);
            await Task.Yield();
            first.Succeed();
            while (!call.IsCompleted) await AnswerNextOrAsync(call);
            await call;
        }

        // 60 now and 32 before; what the 32 left unused may be used now.
        Assert.InRange(_cluster.Workers.Sum(worker => worker.Attempts) - before - 60, 0, 92 / 20 + 1);
    }

    [Fact]
    public async Task Nothing_is_tried_twice_while_no_worker_is_idle()
    {
        await LearnAsync();
        foreach (var destination in _cluster.Destinations) destination.Load.Sent();
        var (call, attempt) = await _cluster.SendAsync();

        for (var i = 0; i < 10; i++)
        {
            _cluster.Time.Advance(Late);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(32 + 1, _cluster.Workers.Sum(worker => worker.Attempts));
        attempt.Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    // 32 answers at once: what takes longer than a moment is late.
    private async Task LearnAsync()
    {
        for (var i = 0; i < 32; i++)
        {
            var (call, attempt) = await _cluster.SendAsync();
            attempt.Succeed();
            await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
        }
    }

    private Task<FakeWorker.Attempted> HedgeAsync() => _cluster.NextAsync();

    private async Task AnswerNextOrAsync(Task call)
    {
        if (_cluster.TryNext() is { } second) second.Answer.TrySetException(new NoWorkerException("m", "the worker is not idle"));
        await Task.WhenAny(call, Task.Delay(1, TestContext.Current.CancellationToken));
    }

    private void AssertIdle() => Assert.All(_cluster.Destinations, destination => Assert.Equal(0, destination.InFlight));
}
