using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>More models than the cluster has memory for, each loaded by its first request.</summary>
public sealed class ManyModelsTests : IAsyncLifetime
{
    private const int Models = 200, Room = 7, Callers = 8, RequestsBefore = 300, RequestsAfter = 600;
    private static readonly TimeSpan AnswersLimit = TimeSpan.FromSeconds(120);
    private RedisServer _redis = null!;
    private SiloCluster _cluster = null!;
    private ExternalClient _client = null!;
    private int _answered;
    private volatile bool _isOver;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string[] settings = ["--Inference:Devices:0:MemoryBytes", $"{Room}", "--Inference:MinResidency", "00:00:00.1"];
        _redis = await RedisServer.StartAsync();
        _cluster = await SiloCluster.StartAsync(_redis, WriteModels,
        [
            new() { Name = "w0", IsGateway = true, Settings = settings },
            new() { Name = "w1", IsGateway = true, Settings = settings },
            new() { Name = "w2", Settings = settings },
        ]);
        _client = await _cluster.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) FailureLog.WriteIfFailed(_cluster);
        if (_client is not null) await _client.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Every_request_is_answered_though_a_silo_is_killed_and_each_device_keeps_to_its_memory()
    {
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(caller => CallAsync(new(caller)))];
        await UntilAnsweredAsync(RequestsBefore, callers);
        _cluster["w2"].Kill();
        await UntilAnsweredAsync(RequestsBefore + RequestsAfter, callers);
        _isOver = true;
        await Task.WhenAll(callers);

        var workers = (await _client.GetStatusAsync()).Workers;
        Assert.All(workers, worker => Assert.InRange(worker.MemoryUsed, 1, Room));
        Assert.All(workers, worker => Assert.InRange(worker.Models.Count(model => model is { State: ModelState.Ready, Replicas.OnDemand: true }), 1, Room));
    }

    private Task UntilAnsweredAsync(int requests, Task[] callers) => Patience.UntilAsync($"{requests} requests are answered", AnswersLimit, async _ =>
    {
        if (callers.FirstOrDefault(caller => caller.IsCompleted) is { } ended) await ended; // an error, which says more than a wait in vain
        return Volatile.Read(ref _answered) >= requests;
    }, Cancel);

    private async Task CallAsync(Random random)
    {
        await Task.Yield();
        while (!_isOver)
        {
            var model = Zipf(random);
            var response = await _client.Inference.InferAsync($"m{model}", Tensor.Create(new byte[] { (byte)model }, [1, 1]), Cancel);
            Assert.Equal(($"m{model}", (byte)model), (response.Model, response.Outputs[0].Tensor.Bytes.Span[0]));
            Interlocked.Increment(ref _answered);
        }
    }

    private static void WriteModels(string repository)
    {
        for (var model = 0; model < Models; model++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(repository, $"m{model}", "1")).Parent!;
            File.WriteAllText(Path.Combine(folder.FullName, "1", "model.txt"), "");
            File.WriteAllText(Path.Combine(folder.FullName, "model.json"), $$"""{ "Backend": "{{MirrorBackend.Model}}", "OnDemand": true, "MemoryBytes": 1, "MaxBatchSize": 1 }""");
        }
    }

    // The model of rank r is wanted with a probability in proportion to 1 / r, near enough.
    private static int Zipf(Random random) => (int)Math.Pow(Models, random.NextDouble()) - 1;
}
