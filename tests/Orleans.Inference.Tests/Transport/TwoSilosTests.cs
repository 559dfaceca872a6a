using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Transport;
using Orleans.TestingHost;

namespace Orleans.Inference.Tests.Transport;

/// <summary>Two silos, of which the second one serves the model.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private readonly MirrorBackend _mirror = new();
    private readonly GrowBackend _grow = new();
    private InferenceCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await InferenceCluster.StartAsync(2, configureSilo: (number, silo) =>
        {
            if (number == 1) silo.Services.AddSingleton<IModelBackend>(_mirror).AddSingleton<IModelBackend>(_grow);
            silo.Services.Configure<InferenceClientOptions>(options => options.MaxTensorBytes = 20_000_000);
        });
        await InferenceCluster.Until(() => _cluster.RouteTable.TryFind(MirrorBackend.ModelName, null) is { Destinations.IsEmpty: false });
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Tensors_travel_from_silo_to_silo_and_the_connection_ends_with_a_goodbye()
    {
        var (serving, calling) = await FindServingAndCallingAsync(MirrorBackend.ModelName);
        var client = calling.GetRequiredService<IInferenceClient>();
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

    [Theory]
    [InlineData(GrowBackend.ModelName)]
    [InlineData(GrowBackend.TextModelName)]
    public async Task An_answer_over_the_callers_limit_is_one_clear_error_after_one_run(string model)
    {
        var (_, services) = await FindServingAndCallingAsync(model);
        var client = services.GetRequiredService<IInferenceClient>();
        await Mirror.CheckAsync(client, MirrorBackend.Request(1, 1_000_000)); // opens the data connection
        var runs = _grow.Runs;
        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => client.InferAsync(model, Tensor.Create([20_000_001], [1]), TestContext.Current.CancellationToken));

        Assert.Contains("20000001 bytes; the caller takes at most 20000000", error.Message, StringComparison.Ordinal);
        Assert.Equal(runs + 1, _grow.Runs);
        var connections = services.GetRequiredService<DataConnections>();
        await InferenceCluster.Until(() => connections.Budget.Used == 0);
        await client.InferAsync(model, Tensor.Create([20_000_000], [1]), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Strings_over_the_callers_limit_are_refused_before_anything_is_sent()
    {
        var (_, services) = await FindServingAndCallingAsync(MirrorBackend.ModelName);
        var runs = _mirror.Began.CurrentCount;
        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => Mirror.CheckAsync(services.GetRequiredService<IInferenceClient>(), MirrorBackend.Request(1, 1, new string('å', 10_000_001))));
        Assert.Contains("'texts'", error.Message, StringComparison.Ordinal);
        Assert.Contains("20000002 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(runs, _mirror.Began.CurrentCount);
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

    private async Task<(InProcessSiloHandle Serving, IServiceProvider Calling)> FindServingAndCallingAsync(string model)
    {
        var serving = _cluster.Silos.Single(silo => _cluster.Services(silo).GetServices<IModelBackend>().Contains(_mirror));
        var calling = _cluster.Services(_cluster.Silos.Single(silo => silo != serving));
        await InferenceCluster.Until(() => calling.GetRequiredService<RouteTableSubscription>().Table.TryFind(model, null) is { Destinations.IsEmpty: false });
        return (serving, calling);
    }
}
