using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingStatisticsTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Run = TimeSpan.FromMilliseconds(4);

    [Fact]
    public async Task A_batch_is_one_run_and_a_request_each()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxQueueDelay: Wait);
        session.OnRun = input =>
        {
            harness.Time.Advance(Run);
            return Tensor.Create(input.AsSpan<byte>(), input.Shape);
        };
        Task<InferenceResponse>[] waiting = [harness.Enqueue(model, [1, 2]), harness.Enqueue(model, [3])];
        harness.Time.Advance(Wait);
        await Soon(Task.WhenAll(waiting));

        var statistics = harness.Scheduler.StatisticsOf(model);
        Assert.Equal((3, 1), (statistics.Rows, statistics.Runs));
        Assert.Equal(new(2, 2 * (Wait + Run)), statistics.Success);
        Assert.Equal(new(2, 2 * Wait), statistics.Queue);
        Assert.Equal(new(2, 2 * Run), statistics.Infer);
        Assert.Equal(default, statistics.Failure);
        Assert.Equal([(3, 1, Run)], statistics.Batches.Select(batch => (batch.Size, batch.Infer.Count, batch.Infer.Time)));
        Assert.Equal(harness.Time.GetUtcNow(), statistics.LastInference);
        Assert.Equal("cpu", Assert.Single(statistics.Memory).Device);
    }

    [Fact]
    public async Task Of_a_batch_that_fails_the_guilty_request_is_a_failure_and_the_others_have_runs_of_their_own()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.OnRun = input => input.Bytes.Span.Contains((byte)66) ? throw new InvalidOperationException("no") : Tensor.Create(input.AsSpan<byte>(), input.Shape);
        var running = await harness.OccupyAsync(model);
        Task<InferenceResponse>[] good = [running, harness.Enqueue(model, [1]), harness.Enqueue(model, [2])];
        var guilty = harness.Enqueue(model, [66]);
        session.LetAllGo();
        await Soon(Task.WhenAll(good));
        await Assert.ThrowsAsync<ExecutionFailedException>(() => Soon(guilty));

        var statistics = harness.Scheduler.StatisticsOf(model);
        Assert.Equal((3, 3, 3, 1), (statistics.Rows, statistics.Runs, statistics.Success.Count, statistics.Failure.Count));
        Assert.Equal([(1, 3)], statistics.Batches.Select(batch => (batch.Size, batch.Infer.Count)));
    }

    [Fact]
    public async Task What_is_turned_away_or_waits_too_long_is_a_failure()
    {
        await using var harness = new SchedulerHarness(maxQueueLength: 1);
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var late = harness.Enqueue(model, [1], timeRemaining: TimeSpan.FromMilliseconds(10));
        await Assert.ThrowsAsync<QueueFullException>(() => Soon(harness.Enqueue(model, [2])));
        harness.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<DeadlineExceededException>(() => Soon(late));

        Assert.Equal(2, harness.Scheduler.StatisticsOf(model).Failure.Count);
        session.LetAllGo();
        await Soon(running);
        Assert.Equal(1, harness.Scheduler.StatisticsOf(model).Success.Count);
    }
}
