using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Orleans.Inference.Failover;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Tests.Diagnostics;
using Orleans.Inference.Traffic;
using static Orleans.Inference.Tests.Traffic.TrafficHarness;

namespace Orleans.Inference.Tests.Traffic;

public sealed class ShadowTests : IDisposable
{
    private readonly TrafficHarness _harness = new(
        Alias("shadowed", ("1", 1)) with { Shadow = new("digits", "3", Tolerance: 0.1) },
        Alias("half", ("1", 1)) with { Shadow = new("digits", "3", Percent: 50) },
        Alias("never", ("1", 1)) with { Shadow = new("digits", "3", Percent: 0) },
        Alias("loading", ("1", 1)) with { Shadow = new("digits", "4") });

    private readonly MetricCollector<long> _copies;

    public ShadowTests() => _copies = Collected.Of<long>(_harness.Meters, InferenceMetrics.ShadowRequests);

    public void Dispose()
    {
        _copies.Dispose();
        _harness.Dispose();
    }

    [Fact]
    public async Task A_copy_is_of_lowest_priority_and_its_answer_is_compared_and_given_to_nobody()
    {
        Assert.Equal(new float[] { 1 }, (await _harness.InferAsync("shadowed", key: "ada")).Get<float>());
        await UntilCounted(1);

        var copy = _harness.Requests.Last();
        Assert.Equal(("3", InferencePriority.Bulk, "ada", false), (copy.Version, copy.Priority, copy.AffinityKey, copy.Hedge));
        _harness.Infer = (request, _) => Task.FromResult(Answer(request, request.Version == "3" ? 1.05f : 1));
        Assert.Equal(new float[] { 1 }, (await _harness.InferAsync("shadowed")).Get<float>());
        await UntilCounted(2);

        Assert.Equal(["1 alias=shadowed model=digits result=different version=3", "1 alias=shadowed model=digits result=same version=3"], _copies.Lines());
    }

    [Fact]
    public async Task Only_so_many_of_a_hundred_are_copied()
    {
        foreach (var _ in Enumerable.Range(0, 2000)) await _harness.InferAsync("never");
        Assert.Equal(2000, _harness.Requests.Count);

        for (var copied = 0; copied < 400;)
        {
            await _harness.InferAsync("half");
            copied = _copies.GetMeasurementSnapshot().Count;
        }

        Assert.InRange(_harness.Requests.Count(request => request.Version == "1"), 2000 + 400, 2000 + 1600);
    }

    [Fact]
    public async Task A_shadow_that_fails_is_counted_and_costs_nobody_anything()
    {
        _harness.Infer = (request, _) => request.Version == "3" ? Task.FromException<InferenceResponse>(new SiloUnavailableException("gone")) : Task.FromResult(Answer(request));

        Assert.Equal("1", (await _harness.InferAsync("shadowed")).Version);
        await UntilCounted(1);
        await _harness.InferAsync("loading");
        await UntilCounted(2);

        Assert.Equal(["1 alias=shadowed model=digits result=failed version=3", "1 alias=loading model=digits result=failed version=4"], _copies.Lines());
        Assert.Equal(1, _harness.Requests.Count(request => request.Version == "3")); // it is not tried again
        Assert.DoesNotContain(_harness.Health.Workers, worker => worker.IsSuspect);
    }

    [Fact]
    public async Task A_shadow_that_hangs_holds_nobody_up_and_only_so_many_copies_wait_until_their_own_deadline()
    {
        _harness.Infer = (request, cancellationToken) => request.Version == "3"
            ? Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => Answer(request), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default)
            : Task.FromResult(Answer(request));
        const int TooMany = 5;
        for (var i = 0; i < ShadowCopies.MaxInFlight + TooMany; i++) await _harness.InferAsync("shadowed", timeout: TimeSpan.FromSeconds(20));

        await UntilCounted(TooMany);
        await InferenceCluster.Until(() => _harness.Requests.Count(request => request.Version == "3") == ShadowCopies.MaxInFlight);
        Assert.All(_copies.Lines(), line => Assert.Equal("1 alias=shadowed model=digits result=dropped version=3", line));

        _harness.Time.Advance(TimeSpan.FromSeconds(20));
        await UntilCounted(TooMany + ShadowCopies.MaxInFlight);
        Assert.Equal(ShadowCopies.MaxInFlight, _copies.Lines().Count(line => line.Contains("result=failed", StringComparison.Ordinal)));
        _harness.Infer = static (request, _) => Task.FromResult(Answer(request));
        await _harness.InferAsync("shadowed");
        await UntilCounted(TooMany + ShadowCopies.MaxInFlight + 1);
        Assert.EndsWith("result=different version=3", _copies.Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_is_lost_with_its_worker_takes_nothing_from_the_budget_of_callers()
    {
        _harness.Infer = (request, cancellationToken) => request.Version == "3"
            ? Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => Answer(request), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default)
            : Task.FromResult(Answer(request));
        await _harness.InferAsync("shadowed");
        await InferenceCluster.Until(() => _harness.Requests.Count == 2);
        var shadow = _harness.Health.Workers.Single(worker => worker.HasAttempts);

        _harness.Health.Blame(shadow, Verdict.WorkerSilent);
        await UntilCounted(1);

        Assert.True(_harness.Budget.TryWithdraw(0.5 / RetryBudget.Reserve)); // none was withdrawn before
    }

    [Fact]
    public async Task A_call_that_fails_has_no_copy()
    {
        _harness.Infer = (_, _) => Task.FromException<InferenceResponse>(new ExecutionFailedException("digits", "no"));

        await Assert.ThrowsAsync<ExecutionFailedException>(() => _harness.InferAsync("shadowed"));

        Assert.Single(_harness.Requests);
    }

    private async Task UntilCounted(int copies) => await InferenceCluster.Until(() => _copies.GetMeasurementSnapshot().Count == copies);
}
