namespace Orleans.Inference.Tests.Failover;

public sealed class MovingTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private readonly FailoverHarness _cluster = new(workers: 3);

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task A_request_that_is_given_back_goes_to_another_worker_and_stays_there()
    {
        var (call, first) = await _cluster.SendAsync();
        Assert.True(first.Terms.MayMove);
        first.Answer.SetException(new MovedException("m"));
        var second = await _cluster.NextAsync();

        Assert.NotSame(first.Worker, second.Worker);
        Assert.False(second.Terms.MayMove);
        second.Succeed();
        Assert.Equal(second.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
        Assert.All(_cluster.Destinations, destination => Assert.Equal(0, destination.InFlight));
    }

    [Fact]
    public async Task A_request_that_wants_its_own_worker_is_not_moved()
    {
        var call = _cluster.Client.InferAsync(new() { Model = "m", Inputs = [], AffinityKey = "ada" }, TestContext.Current.CancellationToken);
        var attempt = await _cluster.NextAsync();

        Assert.False(attempt.Terms.MayMove);
        attempt.Succeed();
        await call;
    }

    [Fact]
    public async Task A_worker_that_is_lost_after_the_move_is_no_end()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Answer.SetException(new MovedException("m"));
        var second = await _cluster.NextAsync();
        _cluster.Lose(second.Worker);
        var third = await _cluster.NextAsync();
        third.Succeed();

        Assert.Equal(third.Worker.Id, (await _cluster.EndAsync(call)).Worker);
    }

    [Fact]
    public async Task Without_a_budget_it_stays_for_good_where_it_is_sent_next()
    {
        while (_cluster.Budget.TryWithdraw())
        {
            // Until nothing is left.
        }

        var (call, first) = await _cluster.SendAsync();
        first.Answer.SetException(new MovedException("m"));
        var second = await _cluster.NextAsync();

        Assert.False(second.Terms.MayMove);
        second.Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }
}
