using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Orleans.Inference.Cluster.Tests.Setup;

/// <summary>
/// One cluster for the tests that can share it: <c>front</c> serves HTTP and Orleans clients and has no device; the others have one each, and <c>w0</c> is a
/// gateway too. With two gateways, about half of a client's calls to any worker go through each.
/// </summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public const string Front = "front", GatewayWorker = "w0";

    internal static readonly string[] PlainWorkers = ["w1", "w2", "w3"];

    private RedisServer? _redis;
    private SiloCluster? _cluster;

    internal SiloCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _cluster = await SiloCluster.StartAsync(_redis,
        [
            new() { Name = Front, Lanes = 0, IsGateway = true },
            .. PlainWorkers.Select(name => new SiloPlan { Name = name }),
            new() { Name = GatewayWorker, IsGateway = true },
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ClusterTestGroup : ICollectionFixture<SharedCluster>
{
    public const string Name = "shared cluster";
}
