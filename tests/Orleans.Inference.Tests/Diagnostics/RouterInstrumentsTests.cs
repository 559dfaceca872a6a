using Orleans.Inference.Tests.Failover;

namespace Orleans.Inference.Tests.Diagnostics;

public sealed class RouterInstrumentsTests : IDisposable
{
    private readonly FailoverHarness _harness = new(2);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_call_is_counted_once_with_how_it_ended()
    {
        using var requests = Collected.Of<long>(_harness.Meters, InferenceMetrics.Requests);
        var (answered, attempt) = await _harness.SendAsync();
        attempt.Succeed();
        await _harness.EndAsync(answered);
        var (refused, other) = await _harness.SendAsync();
        other.Answer.SetException(new QueueFullException("m", 1, TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<QueueFullException>(() => _harness.EndAsync(refused));

        Assert.Equal(["1 model=m outcome=success version=1", "1 model=m outcome=queue_full version=1"], requests.Lines());
    }

    [Fact]
    public async Task A_model_that_nobody_serves_has_no_name()
    {
        using var requests = Collected.Of<long>(_harness.Meters, InferenceMetrics.Requests);

        await Assert.ThrowsAsync<ModelNotFoundException>(() => _harness.EndAsync(_harness.Client.InferAsync(new() { Model = "anything", Inputs = [] }, TestContext.Current.CancellationToken)));

        Assert.Equal(["1 outcome=model_not_found"], requests.Lines());
    }

    [Fact]
    public async Task A_worker_that_is_lost_is_ejected_once_and_its_request_is_repeated()
    {
        using var retries = Collected.Of<long>(_harness.Meters, InferenceMetrics.Retries);
        using var ejections = Collected.Of<long>(_harness.Meters, InferenceMetrics.Ejections);
        using var requests = Collected.Of<long>(_harness.Meters, InferenceMetrics.Requests);
        var (call, first) = await _harness.SendAsync();

        _harness.Lose(first.Worker);
        _harness.Lose(first.Worker);
        (await _harness.NextAsync()).Succeed();
        await _harness.EndAsync(call);

        Assert.Equal(["1 cause=worker_lost device=cpu"], ejections.Lines());
        Assert.Equal(["1 cause=worker_lost model=m version=1"], retries.Lines());
        Assert.Equal(["1 model=m outcome=success version=1"], requests.Lines());
    }
}
