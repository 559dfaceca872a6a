using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Tests.Transport;

/// <summary>Two silos, of which the second one serves the model.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private readonly MirrorBackend _mirror = new();
    private InferenceCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await InferenceCluster.StartAsync(2, configureSilo: (number, silo) =>
        {
            if (number == 1) silo.Services.AddSingleton<IModelBackend>(_mirror);
            silo.Services.Configure<InferenceClientOptions>(options => options.MaxTensorBytes = 20_000_000);
        });
        await InferenceCluster.Until(() => _cluster.RouteTable.TryFind(MirrorBackend.ModelName, null) is { Destinations.IsEmpty: false });
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Tensors_travel_from_silo_to_silo_and_the_connection_ends_with_a_goodbye()
    {
        var serving = _cluster.Silos.Single(silo => _cluster.Services(silo).GetServices<IModelBackend>().Contains(_mirror));
        var calling = _cluster.Services(_cluster.Silos.Single(silo => silo != serving));
        var client = calling.GetRequiredService<IInferenceClient>();
        await InferenceCluster.Until(() => calling.GetRequiredService<Inference.Routing.RouteTableSubscription>().Table.TryFind(MirrorBackend.ModelName, null) is { Destinations.IsEmpty: false });
        await Mirror.CheckAsync(client, MirrorBackend.Request(1_000_000, 10_000_000));
        var connection = calling.GetRequiredService<DataConnections>().Find(serving.SiloAddress)!.Open!;

        await _cluster.StopSiloAsync(serving);
        await InferenceCluster.Until(() => !connection.IsOpen);
        Assert.True(connection.SaidGoodbye);
    }

    [Fact]
    public async Task A_tensor_over_the_limit_is_refused_by_the_silo_too_and_disturbs_nobody()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Mirror.CheckAsync(_cluster.Client, MirrorBackend.Request(1, 20_000_001)));
        Assert.Contains("20000000 bytes", error.Message, StringComparison.Ordinal);
        await Mirror.CheckAsync(_cluster.Client, MirrorBackend.Request(1, 19_000_000));
    }

    [Fact]
    public async Task A_tensor_over_the_callers_limit_is_refused_before_anything_is_sent()
    {
        var services = _cluster.Services(_cluster.Silos[0]);
        var runs = _mirror.Began.CurrentCount;
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Mirror.CheckAsync(services.GetRequiredService<IInferenceClient>(), MirrorBackend.Request(1, 20_000_001)));
        Assert.Contains("'bytes'", error.Message, StringComparison.Ordinal);
        Assert.Equal(runs, _mirror.Began.CurrentCount);
    }
}
