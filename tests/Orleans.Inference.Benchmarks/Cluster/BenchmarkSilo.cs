using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Cluster;

/// <summary>A silo in this process, in the default configuration.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // a repository may have many models
    private readonly IHost _host;
    private readonly DirectoryInfo _claims;

    private BenchmarkSilo(IHost host, int gatewayPort, DirectoryInfo claims) => (_host, GatewayPort, _claims) = (host, gatewayPort, claims);

    public int GatewayPort { get; }

    public IInferenceClient Client => _host.Services.GetRequiredService<IInferenceClient>();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts the silo and waits until its models are ready.</summary>
    /// <param name="repository">Its models; by default those beside the program.</param>
    /// <param name="configure">What else it has.</param>
    public static async Task<BenchmarkSilo> StartAsync(string? repository = null, Action<ISiloBuilder>? configure = null)
    {
        var ports = FreePort.Find(2);
        var claims = Directory.CreateTempSubdirectory("inference-claims-"); // its device is cpu, whatever else runs here
        var builder = BenchmarkHost.CreateBuilder();
        builder.UseOrleans(silo =>
        {
            configure?.Invoke(silo);
            Compose(silo, ports, claims.FullName, repository);
        });
        var silo = new BenchmarkSilo(builder.Build(), ports[1], claims);
        await silo._host.StartAsync();
        await AwaitReadyAsync(silo._host.Services);
        return silo;
    }

    public static void Compose(ISiloBuilder silo, int[] ports, string claims, string? repository = null) => silo
        .UseLocalhostClustering(siloPort: ports[0], gatewayPort: ports[1])
        .AddInference(options =>
        {
            options.ModelRepository = repository ?? SampleModel.Repository;
            options.DeviceClaims = claims;
        })
        .AddOnnxRuntime();

    public static async Task AwaitReadyAsync(IServiceProvider services)
    {
        var readiness = services.GetRequiredService<IInferenceReadiness>();
        using var patience = new CancellationTokenSource(Patience);
        while (readiness.Missing is not null) await Task.Delay(10, patience.Token);
    }

    /// <summary>The device that the silo made by default.</summary>
    /// <exception cref="InvalidOperationException">It is not the one that the direct calls are to be compared with.</exception>
    public async Task<Device> GetDeviceAsync()
    {
        var threads = Environment.ProcessorCount;
        var device = new Device { Name = "cpu", Kind = DeviceKind.Cpu, Index = 0, Threads = threads, Lanes = Math.Min(threads, 2) };
        var workers = (await Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync()).Workers;
        return workers is [var only] && only.Device == device.ToString()
            ? device
            : throw new InvalidOperationException($"The silo has {string.Join("; ", workers.Select(worker => worker.Device))} and not {device}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _claims.Delete(recursive: true);
    }
}
