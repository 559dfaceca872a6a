using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>Callers who send large tensors all the time, to silos that have memory for no more than what the callers send at once.</summary>
public sealed class LargeTensorTests : IAsyncLifetime
{
    private const int Length = 8_000_000, Callers = 2;
    private static readonly TimeSpan AnswersLimit = TimeSpan.FromSeconds(60);
    private readonly List<WorkerId> _answered = [];
    private RedisServer _redis = null!;
    private SiloCluster _cluster = null!;
    private ExternalClient _client = null!;
    private volatile bool _isOver;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Room for one more than comes at once: a single transfer that is not given back is noticed in the end.
        string[] settings = ["--Inference:MaxReassemblyBytes", $"{(Callers + 1) * Length}"];
        _redis = await RedisServer.StartAsync();
        _cluster = await SiloCluster.StartAsync(_redis,
        [
            new() { Name = "w0", IsGateway = true, Settings = settings },
            new() { Name = "w1", IsGateway = true, Settings = settings },
        ]);
        _client = await _cluster.ConnectAsync();
        await Patience.UntilAsync("the client knows the model", AnswersLimit, async token =>
            (await _client.Inference.ListModelsAsync(token)).Any(model => model.Name == MirrorBackend.Model), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) FailureLog.WriteIfFailed(_cluster);
        if (_client is not null) await _client.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("w0")]
    [InlineData("w1")]
    public async Task A_silo_is_killed_in_the_middle_of_transfers(string name)
    {
        var victim = _cluster[name];
        var survivor = (await _client.GetStatusAsync()).Workers.Single(worker => worker.SiloName != name).Worker;
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(CallAsync)];
        await UntilAsync("both workers answer", () => CountOf(survivor) >= Callers && Count - CountOf(survivor) >= Callers, callers);
        victim.Kill();
        var before = CountOf(survivor);
        await UntilAsync("the other one goes on", () => CountOf(survivor) >= before + (3 * Callers), callers);
        _isOver = true;
        await Task.WhenAll(callers);

        // What was on its way when the silo died takes no memory of the other one.
        await Task.WhenAll(Enumerable.Range(0, Callers + 1).Select(caller => CheckAsync(Fill(caller))));
    }

    private int Count => CountOf(null);

    private int CountOf(WorkerId? worker)
    {
        lock (_answered) return _answered.Count(answered => worker is null || answered == worker);
    }

    private static Task UntilAsync(string what, Func<bool> condition, Task[] callers) => Patience.UntilAsync(what, AnswersLimit, async _ =>
    {
        if (callers.FirstOrDefault(caller => caller.IsCompleted) is { } ended) await ended; // an error, which says more than a wait in vain
        return condition();
    }, Cancel);

    private async Task CallAsync(int caller)
    {
        await Task.Yield();
        var bytes = Fill(caller);
        while (!_isOver)
        {
            var worker = await CheckAsync(bytes);
            lock (_answered) _answered.Add(worker);
        }
    }

    private async Task<WorkerId> CheckAsync(byte[] bytes)
    {
        var response = await _client.Inference.InferAsync(MirrorBackend.Model, Tensor.Create(bytes, [1, bytes.Length]), Cancel);
        Assert.True(bytes.AsSpan().SequenceEqual(response.Outputs[0].Tensor.Bytes.Span));
        return response.Worker;
    }

    private static byte[] Fill(int caller)
    {
        var bytes = new byte[Length];
        new Random(caller).NextBytes(bytes);
        return bytes;
    }
}
