using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Cluster.Tests.Setup;

/// <summary>A test of the shared cluster, which is whole when it begins. What it breaks is mended before the next one.</summary>
[Collection(ClusterTestGroup.Name)]
public abstract class ClusterTest(SharedCluster shared) : IAsyncLifetime
{
    private ExternalClient? _client;

    private protected SiloCluster Cluster => shared.Cluster;

    private protected SiloProcess Front => Cluster[SharedCluster.Front];

    private protected SiloProcess GatewayWorker => Cluster[SharedCluster.GatewayWorker];

    private protected ExternalClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        await Cluster.RestoreAsync();
        _client = await Cluster.ConnectAsync();
        await SteadyLoad.WarmUpAsync(_client, Front.Http);
    }

    public async ValueTask DisposeAsync()
    {
        FailureLog.WriteIfFailed(Cluster);
        if (_client is not null) await _client.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A load by the client and over HTTP.</summary>
    private protected OpenLoad StartLoad(SiloProcess? http = null) => SteadyLoad.Start(Client, (http ?? Front).Http);

    /// <summary>A worker's silo on which nothing else depends: no gateway, no dispatcher.</summary>
    private protected async Task<SiloProcess> FindPlainWorkerAsync()
    {
        var dispatcher = await FindDispatcherAsync();
        return SharedCluster.PlainWorkers.Select(name => Cluster[name]).First(silo => silo != dispatcher);
    }

    private protected async Task<SiloProcess> FindDispatcherAsync()
    {
        var status = await Client.GetStatusAsync();
        return Cluster[status.Silos.Single(silo => silo.Address.Equals(status.Dispatcher)).Name];
    }

    private protected async Task<WorkerId> FindWorkerAsync(SiloProcess silo) =>
        (await Client.GetStatusAsync()).Workers.Single(worker => worker.SiloName == silo.Name).Worker;
}
