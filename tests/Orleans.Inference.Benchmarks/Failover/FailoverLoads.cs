using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>The three kinds of caller at once, each with a third of the load.</summary>
internal sealed class FailoverLoads : IAsyncDisposable
{
    private readonly CallerProcess _client;
    private readonly OpenLoad _grain, _http;

    private FailoverLoads(CallerProcess client, OpenLoad grain, OpenLoad http) => (_client, _grain, _http) = (client, grain, http);

    public static async Task<FailoverLoads> StartAsync(SiloCluster silos, CallerSilo callers, double rate)
    {
        var each = rate / 3;
        var client = await CallerProcess.StartAsync(silos.Redis.ConnectionString, silos.Id, each, FailoverSetup.Work);
        return new(
            client,
            OpenLoad.Start(each, FailoverSetup.Work, new GrainCaller(callers)),
            OpenLoad.Start(each, FailoverSetup.Work, new HttpCaller(silos[FailoverSetup.Front].Http)));
    }

    public Task ReconnectAsync() => _client.ReconnectAsync();

    /// <summary>Ends them and says what they saw, by the kind of caller.</summary>
    public async Task<IReadOnlyList<CallerLoad>> StopAsync() =>
    [
        new("an Orleans client", await _client.StopAsync()),
        new("a grain in a silo", await _grain.StopAsync()),
        new("HTTP at another process", await _http.StopAsync()),
    ];

    public ValueTask DisposeAsync()
    {
        _grain.Dispose();
        _http.Dispose();
        return _client.DisposeAsync();
    }
}

/// <summary>What one kind of caller saw.</summary>
internal sealed record CallerLoad(string Caller, LoadResult Result);
