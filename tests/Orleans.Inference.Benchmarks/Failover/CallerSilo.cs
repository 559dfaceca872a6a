using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Inference.Benchmarks.Cluster;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>A silo in this process, without a device: grains that call models live in it, and it survives everything.</summary>
internal sealed class CallerSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private CallerSilo(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IInferenceClient Inference => _host.Services.GetRequiredService<IInferenceClient>();

    public static async Task<CallerSilo> StartAsync(string redis, string clusterId)
    {
        var builder = BenchmarkHost.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical).AddFilter("Orleans.Inference", LogLevel.Critical); // silos that are gone are what is meant to be
        builder.UseOrleans(silo => silo
            .UseRedisClustering(redis)
            .Configure<ClusterOptions>(options => options.ClusterId = clusterId)
            .Configure<SiloOptions>(options => options.SiloName = "callers")
            .ConfigureEndpoints(IPAddress.Loopback, FreePort.Find(1)[0], gatewayPort: 0)
            .AddInference(options => options.Devices = [new() { Name = "none" }]));
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
