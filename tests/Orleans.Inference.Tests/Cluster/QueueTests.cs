using Orleans.Inference.Tests.Fakes;
using static Orleans.Inference.Tests.Fakes.CodeBackend;

namespace Orleans.Inference.Tests.Cluster;

/// <summary>Deadlines, cancellation and limits reach the worker's queue, from an external client.</summary>
public sealed class QueueTests : IAsyncLifetime
{
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IWorkerGrain Worker { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await InferenceCluster.StartAsync(configure: options =>
        {
            options.ModelRepository = null;
            options.MaxQueueLength = 2;
            options.Devices = [new() { Name = "cpu", Threads = 1, Lanes = 1 }];
        });
        var worker = Assert.Single((await _cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(Cancel)).Workers);
        Worker = _cluster.Grains.GetWorker(worker.Worker);
        while (_cluster.Code.Runs.TryDequeue(out _)) { }
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_request_whose_deadline_passes_in_the_queue_fails_and_never_runs()
    {
        var blocked = await BlockAsync();
        await Assert.ThrowsAsync<DeadlineExceededException>(() => _cluster.Client.InferAsync(Inputs.Request(Command.Echo, timeout: TimeSpan.FromMilliseconds(50)), Cancel));
        await UntilQueueIs(1);
        _cluster.Code.Release();
        await blocked;
        Assert.Single(_cluster.Code.Runs);
    }

    [Fact]
    public async Task A_cancelled_request_leaves_the_queue_and_never_runs()
    {
        var blocked = await BlockAsync();
        using var source = new CancellationTokenSource();
        var waiting = _cluster.Client.InferAsync(Inputs.Request(Command.Echo), source.Token);
        await UntilQueueIs(2);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await UntilQueueIs(1);
        _cluster.Code.Release();
        await blocked;
        Assert.Single(_cluster.Code.Runs);
    }

    [Fact]
    public async Task A_full_queue_refuses_with_a_time_to_come_back_and_takes_the_next_when_there_is_room()
    {
        var blocked = await BlockAsync();
        var waiting = new[] { _cluster.Client.InferAsync(Inputs.Request(Command.Echo), Cancel), _cluster.Client.InferAsync(Inputs.Request(Command.Echo), Cancel) };
        await UntilQueueIs(3);
        var refused = await Assert.ThrowsAsync<QueueFullException>(() => _cluster.Client.InferAsync(Inputs.Request(Command.Echo), Cancel));
        Assert.Equal(2, refused.Limit);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        _cluster.Code.Release();
        await Task.WhenAll([blocked, .. waiting]);
        await _cluster.Client.InferAsync(Inputs.Request(Command.Echo), Cancel);
    }

    [Fact]
    public async Task Interactive_requests_overtake_bulk_ones()
    {
        var blocked = await BlockAsync();
        var order = new List<string>();
        var bulk = Note("bulk", _cluster.Client.InferAsync(Inputs.Request(Command.Block, InferencePriority.Bulk), Cancel));
        await UntilQueueIs(2);
        var interactive = Note("interactive", _cluster.Client.InferAsync(Inputs.Request(Command.Echo, InferencePriority.Interactive), Cancel));
        await UntilQueueIs(3);
        _cluster.Code.Release();
        await interactive;
        _cluster.Code.Release();
        await Task.WhenAll(blocked, bulk);
        Assert.Equal(["interactive", "bulk"], order);

        async Task Note(string name, Task request)
        {
            await request;
            lock (order) order.Add(name);
        }
    }

    private async Task<Task<InferenceResponse>> BlockAsync()
    {
        var blocked = _cluster.Client.InferAsync(Inputs.Request(Command.Block), Cancel);
        await _cluster.Code.Blocked.WaitAsync(Cancel);
        return blocked;
    }

    private async Task UntilQueueIs(int length)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while ((await Worker.GetStatusAsync(Cancel)).QueueLength != length) await timer.WaitForNextTickAsync(Cancel);
    }
}
