using Orleans.Inference.Failover;

namespace Orleans.Inference.Tests.Failover;

public sealed class SilenceTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    // Quiet for a while, asked, and silent.
    private static readonly TimeSpan Noticed = HealthProbe.SilenceLimit + TimeSpan.FromMilliseconds(200);
    private readonly FailoverHarness _cluster = new(workers: 3);

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task What_is_on_a_worker_that_hangs_is_answered_by_another_one()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Worker.Hang();
        _cluster.Pass(Noticed);

        var second = await _cluster.NextAsync();
        Assert.NotSame(first.Worker, second.Worker);
        second.Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_worker_that_answers_pings_may_take_as_long_as_it_likes()
    {
        var (call, first) = await _cluster.SendAsync();
        _cluster.Pass(TimeSpan.FromSeconds(20));

        Assert.False(first.Token.IsCancellationRequested);
        first.Succeed();
        Assert.Equal(first.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
    }

    [Fact]
    public async Task A_caller_that_was_away_blames_nobody_for_it()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Worker.Hang();
        _cluster.Pass(TimeSpan.FromMilliseconds(200));
        _cluster.Time.Advance(TimeSpan.FromSeconds(3));
        _cluster.Probe.Look();
        first.Worker.Ping = static _ => Task.CompletedTask;
        _cluster.Pass(TimeSpan.FromMilliseconds(200));

        Assert.DoesNotContain(_cluster.Health.Workers, worker => worker.IsSuspect);
        Assert.False(first.Token.IsCancellationRequested);
        first.Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task When_most_workers_are_silent_at_once_nothing_is_repeated()
    {
        foreach (var worker in _cluster.Workers) worker.Hang();
        var (_, first) = await _cluster.SendAsync();
        var (_, second) = await _cluster.SendAsync();
        _cluster.Pass(Noticed);
        _cluster.Pass(Noticed);

        Assert.NotSame(first.Worker, second.Worker);
        Assert.Equal(2, _cluster.Workers.Sum(worker => worker.Attempts));
        Assert.False(first.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_silent_worker_keeps_a_request_whose_repetition_cannot_be_paid_for()
    {
        var (_, first) = await _cluster.SendAsync();
        while (_cluster.Budget.TryWithdraw())
        {
        }

        first.Worker.Hang();
        _cluster.Pass(Noticed);
        Assert.False(first.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_ping_that_is_refused_speaks_against_the_worker_at_once()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Worker.Ping = static _ => throw new SiloUnavailableException("refused");
        _cluster.Pass(TimeSpan.FromMilliseconds(150));

        (await _cluster.NextAsync()).Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }
}
