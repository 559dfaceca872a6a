using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Orleans.Inference.Cluster.Harness.Clients;

/// <summary>An Orleans client in this process.</summary>
internal sealed class ExternalClient : IAsyncDisposable
{
    private static readonly TimeSpan GatewayListRefreshPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private readonly IHost _host;

    private ExternalClient(IHost host) => _host = host;

    public IInferenceClient Inference => _host.Services.GetRequiredService<IInferenceClient>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Connects to a cluster and waits until it knows the models.</summary>
    /// <param name="redis">Where the membership is.</param>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="responseTimeout">How long Orleans waits for answers; its own default if none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ExternalClient> ConnectAsync(
        string redis, string clusterId, TimeSpan? responseTimeout = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(redis, clusterId, responseTimeout, isStock: false, cancellationToken);

    /// <summary>Connects to a cluster with what Orleans itself brings, and nothing else.</summary>
    public static Task<ExternalClient> ConnectStockAsync(string redis, string clusterId) =>
        ConnectAsync(redis, clusterId, responseTimeout: null, isStock: true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        try
        {
            using CancellationTokenSource limit = new(StopLimit);
            await _host.StopAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // What it was connected to may be gone.
        }

        _host.Dispose();
    }

    private static async Task<ExternalClient> ConnectAsync(
        string redis, string clusterId, TimeSpan? responseTimeout, bool isStock, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleansClient(client =>
        {
            client.UseRedisClustering(redis);
            if (!isStock) client.AddInferenceClient();
            client.Configure<ClusterOptions>(options => options.ClusterId = clusterId);
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayListRefreshPeriod);
            if (responseTimeout is { } timeout) client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = timeout);
        });
        ExternalClient connected = new(builder.Build());
        try
        {
            await connected._host.StartAsync(cancellationToken);
            if (!isStock) await connected.Inference.ListModelsAsync(cancellationToken);
            return connected;
        }
        catch
        {
            await connected.DisposeAsync();
            throw;
        }
    }
}
