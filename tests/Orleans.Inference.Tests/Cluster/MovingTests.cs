using Orleans.Inference.Tests.Fakes;

namespace Orleans.Inference.Tests.Cluster;

public sealed class MovingTests : IAsyncLifetime
{
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // One request at a time, and said to take 0.1 s each, so that a queue is worth moving.
    public async ValueTask InitializeAsync() => _cluster = await InferenceCluster.StartAsync(1, options =>
    {
        options.Devices = [new() { Name = "cpu", Threads = 1, Lanes = 1 }];
        options.Speeds[CodeBackend.ModelName] = 10;
    });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task What_waits_for_a_busy_worker_is_answered_by_one_that_joins()
    {
        var running = _cluster.Client.InferAsync(Inputs.Request(CodeBackend.Command.Block), Cancel);
        await _cluster.Code.Blocked.WaitAsync(Cancel);
        Task<InferenceResponse>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => _cluster.Client.InferAsync(Inputs.Request(CodeBackend.Command.Echo), Cancel))];

        var joined = await _cluster.StartSiloAsync();

        // The first one is blocked all the while.
        await InferenceCluster.Until(() => waiting.Count(answer => answer.IsCompletedSuccessfully) >= 8);
        Assert.All(waiting.Where(answer => answer.IsCompleted), answer => Assert.Equal(joined.SiloAddress, answer.Result.Worker.Silo));
        Assert.False(running.IsCompleted);

        _cluster.Code.Release();
        await running;
        await Task.WhenAll(waiting);
    }
}
