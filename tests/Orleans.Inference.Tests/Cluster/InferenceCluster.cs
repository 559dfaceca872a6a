using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Silo;
using Orleans.TestingHost;

namespace Orleans.Inference.Tests.Cluster;

/// <summary>An in-process cluster that serves the models of the tests, and a client of it.</summary>
public sealed class InferenceCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly TemporaryFolder _claims;

    private InferenceCluster(InProcessTestCluster cluster, CodeBackend code, TemporaryFolder claims) => (_cluster, Code, _claims) = (cluster, code, claims);

    /// <summary>The backend of the model that is C# code; all silos share it.</summary>
    public CodeBackend Code { get; }

    public IServiceProvider ClientServices => _cluster.Client.ServiceProvider;

    public IInferenceClient Client => _cluster.Client.ServiceProvider.GetRequiredService<IInferenceClient>();

    /// <summary>The route table that the client holds.</summary>
    internal RouteTable RouteTable => _cluster.Client.ServiceProvider.GetRequiredService<RouteTableSubscription>().Table;

    public ITextClient Text => _cluster.Client.ServiceProvider.GetRequiredService<ITextClient>();

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.Silos];

    public static string ModelFolder => Path.Combine(AppContext.BaseDirectory, "test-models");

    public static async Task<InferenceCluster> StartAsync(
        short silos = 1, Action<InferenceOptions>? configure = null, CodeBackend? code = null, Action<int, ISiloBuilder>? configureSilo = null)
    {
        code ??= new();
        var started = 0;
        TemporaryFolder claims = new();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            var number = Interlocked.Increment(ref started) - 1;
            silo.Services.AddSingleton<IModelBackend>(code);
            silo.AddOnnxRuntime().AddTextModels().AddInference(options =>
            {
                options.ModelRepository = ModelFolder;
                options.DeviceClaims = Path.Combine(claims.Path, $"{number}"); // each silo as if on a host of its own
                configure?.Invoke(options);
            });
            configureSilo?.Invoke(number, silo);
        });
        builder.ConfigureClient(client => client.AddInferenceClient());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var inference = new InferenceCluster(cluster, code, claims);
        foreach (var silo in inference.Silos) await Until(() => inference.Services(silo).GetRequiredService<IInferenceReadiness>().Missing is null);
        return inference;
    }

    public IServiceProvider Services(InProcessSiloHandle silo) => _cluster.GetSiloServiceProvider(silo.SiloAddress);

    public Task<InProcessSiloHandle> StartSiloAsync() => _cluster.StartAdditionalSiloAsync();

    public Task StopSiloAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    /// <summary>Ends a silo without a goodbye.</summary>
    public Task KillSiloAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    /// <summary>Waits for a condition that comes about by itself.</summary>
    public static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition()) await timer.WaitForNextTickAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Code.Release(1000); // a blocked run would hold up the stop
        await _cluster.DisposeAsync();
        _claims.Dispose();
    }
}
