using Orleans.Inference.Failover;

namespace Orleans.Inference.Tests.Failover;

public sealed class FailoverTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private readonly FailoverHarness _cluster = new(workers: 4);

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task What_was_on_a_worker_that_is_lost_is_answered_by_another_one()
    {
        var (call, lost) = await _cluster.SendAsync();
        _cluster.Lose(lost.Worker);

        var second = await _cluster.NextAsync();
        Assert.NotSame(lost.Worker, second.Worker);
        Assert.True(lost.Token.IsCancellationRequested);
        second.Succeed();
        Assert.Equal(second.Worker.Id, (await call.WaitAsync(Hang, TestContext.Current.CancellationToken)).Worker);
        Assert.Equal(2, _cluster.Workers.Sum(worker => worker.Attempts));
    }

    [Fact]
    public async Task New_requests_avoid_a_worker_that_is_lost_until_it_answers_again()
    {
        await _cluster.Client.ListModelsAsync(TestContext.Current.CancellationToken);
        var lost = _cluster.Workers[0];
        lost.Hang();
        _cluster.Lose(lost);
        foreach (var worker in _cluster.Workers) worker.Infer = () => Task.FromResult(worker.Response);
        for (var i = 0; i < 50; i++) await _cluster.InferAsync();
        Assert.Equal(0, lost.Attempts);

        lost.Ping = static _ => Task.CompletedTask;
        _cluster.Pass(HealthProbe.SilenceLimit);
        for (var i = 0; i < 50; i++) await _cluster.InferAsync();
        Assert.NotEqual(0, lost.Attempts);
    }

    [Fact]
    public async Task A_request_that_was_on_two_workers_that_died_goes_to_no_third_and_names_them()
    {
        var (call, first) = await _cluster.SendAsync();
        _cluster.Lose(first.Worker);
        var second = await _cluster.NextAsync();
        _cluster.Lose(second.Worker);

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Contains($"{first.Worker.Id}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{second.Worker.Id}", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _cluster.Workers.Sum(worker => worker.Attempts));
    }

    [Fact]
    public async Task A_worker_that_died_unseen_when_the_gateway_before_it_was_lost_counts()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Worker.Ping = static _ => throw new SiloUnavailableException("refused");
        var cutOff = _cluster.Health.Workers.Single(worker => worker.Worker == first.Worker.Id);
        cutOff.Suspect(Verdict.WorkerLost);
        cutOff.Abandon(Verdict.GatewayLost, static _ => true);
        var second = await _cluster.NextAsync();
        _cluster.Lose(second.Worker);

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => _cluster.EndAsync(call).WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Contains($"{first.Worker.Id}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{second.Worker.Id}", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _cluster.Workers.Sum(worker => worker.Attempts));
    }

    [Fact]
    public async Task A_second_worker_that_had_the_request_for_long_without_harm_died_by_chance()
    {
        var (call, first) = await _cluster.SendAsync();
        _cluster.Lose(first.Worker);
        var second = await _cluster.NextAsync();
        _cluster.Pass(TimeSpan.FromSeconds(1));
        _cluster.Lose(second.Worker);

        (await _cluster.NextAsync()).Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_second_worker_that_had_the_request_among_others_died_by_chance()
    {
        var (call, first) = await _cluster.SendAsync();
        foreach (var worker in _cluster.Workers) worker.IsBusy = true;
        _cluster.Lose(first.Worker);
        var second = await _cluster.NextAsync();
        foreach (var worker in _cluster.Workers) worker.IsBusy = false;
        _cluster.Lose(second.Worker);

        (await _cluster.NextAsync()).Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Only_one_death_is_excused()
    {
        var (call, first) = await _cluster.SendAsync();
        _cluster.Lose(first.Worker);
        for (var death = 2; death <= 3; death++)
        {
            var next = await _cluster.NextAsync();
            _cluster.Pass(TimeSpan.FromSeconds(1));
            _cluster.Lose(next.Worker);
        }

        await Assert.ThrowsAsync<ExecutionFailedException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Equal(3, _cluster.Workers.Sum(worker => worker.Attempts));
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 3)]
    public async Task A_model_that_can_be_loaded_elsewhere_is_waited_for_longer_than_its_worker_takes_to_be_dropped(bool isOnDemand, int attempts)
    {
        using FailoverHarness cluster = new(1, isOnDemand);
        var worker = cluster.Workers[0];
        worker.Infer = () => worker.Attempts < 6 ? Task.FromException<InferenceResponse>(new NoWorkerException("m", "it is not there")) : Task.FromResult(worker.Response);
        var call = cluster.EndAsync(cluster.InferAsync());
        if (isOnDemand) Assert.Equal(worker.Id, (await call).Worker);
        else await Assert.ThrowsAsync<NoWorkerException>(() => call);
        Assert.Equal(attempts, worker.Attempts);
    }

    [Fact]
    public async Task Workers_that_die_together_do_not_make_a_request_look_guilty()
    {
        var (call, first) = await _cluster.SendAsync();
        var others = _cluster.Workers.Where(worker => worker != first.Worker).ToList();
        var survivor = others[^1];
        foreach (var dead in others.Where(worker => worker != survivor)) dead.Ping = static _ => throw new SiloUnavailableException("refused");
        _cluster.Lose(first.Worker);

        var second = await _cluster.NextAsync();
        Assert.Same(survivor, second.Worker);
        second.Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_worker_that_gives_a_request_back_is_not_suspected_and_another_one_runs_it()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Answer.SetException(new NoWorkerException("m", "its silo is stopping"));

        var second = await _cluster.NextAsync();
        Assert.NotSame(first.Worker, second.Worker);
        second.Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(_cluster.Health.Workers, worker => worker.IsSuspect);
    }

    [Fact]
    public async Task What_a_wedged_device_was_running_counts_as_lost_with_it()
    {
        var (call, first) = await _cluster.SendAsync();
        first.Answer.SetException(new NoWorkerException("m", "it hangs") { WasRunning = true });
        var second = await _cluster.NextAsync();
        second.Answer.SetException(new NoWorkerException("m", "it hangs") { WasRunning = true });

        await Assert.ThrowsAsync<ExecutionFailedException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(CallersErrors))]
    public async Task Errors_that_are_the_callers_and_overload_are_neither_repeated_nor_held_against_the_worker(InferenceException error)
    {
        var (call, first) = await _cluster.SendAsync();
        first.Answer.SetException(error);

        Assert.Same(error, await Assert.ThrowsAnyAsync<InferenceException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken)));
        Assert.Equal(1, _cluster.Workers.Sum(worker => worker.Attempts));
        Assert.DoesNotContain(_cluster.Health.Workers, worker => worker.IsSuspect);
    }

    public static TheoryData<InferenceException> CallersErrors() =>
    [
        new InvalidInputException("x", "a", "b"),
        new QueueFullException("m", 1, TimeSpan.FromSeconds(1)),
        new ExecutionFailedException("m", "no"),
        new ModelNotFoundException("m", null, []),
    ];

    [Fact]
    public async Task When_every_worker_turns_a_request_away_it_fails_with_the_reason_after_some_rounds()
    {
        foreach (var worker in _cluster.Workers) worker.Infer = static () => Task.FromException<InferenceResponse>(new NoWorkerException("m", "its silo is stopping"));

        var error = await Assert.ThrowsAsync<NoWorkerException>(() => _cluster.EndAsync(_cluster.InferAsync()));
        Assert.Equal("its silo is stopping", error.Reason);
    }

    [Fact]
    public async Task Repetitions_end_with_the_callers_deadline()
    {
        foreach (var worker in _cluster.Workers) worker.Infer = static () => Task.FromException<InferenceResponse>(new TimeoutException("no way"));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => _cluster.EndAsync(_cluster.InferAsync(TimeSpan.FromMilliseconds(150))));
    }

    [Fact]
    public async Task A_repetition_that_was_paid_for_when_the_attempt_was_given_up_is_not_paid_for_again()
    {
        var (call, first) = await _cluster.SendAsync();
        var worker = _cluster.Health.Workers.Single(worker => worker.Worker == first.Worker.Id);
        worker.Abandon(Verdict.GatewayLost, attempt =>
        {
            var isPaid = attempt.TryPay(_cluster.Budget);
            while (_cluster.Budget.TryWithdraw()) { }
            return isPaid;
        });

        (await _cluster.NextAsync()).Succeed();
        await call.WaitAsync(Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_lost_attempt_is_not_repeated_when_too_much_was_repeated_lately()
    {
        var (call, first) = await _cluster.SendAsync();
        while (_cluster.Budget.TryWithdraw())
        {
        }

        _cluster.Lose(first.Worker);
        await Assert.ThrowsAsync<NoWorkerException>(() => call.WaitAsync(Hang, TestContext.Current.CancellationToken));
        Assert.Equal(1, _cluster.Workers.Sum(worker => worker.Attempts));
    }
}
