using Orleans.Inference.Tests.Fakes;

namespace Orleans.Inference.Tests.Cluster;

public sealed class ThreeSilosTests : IAsyncLifetime
{
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDispatcherGrain Dispatcher => _cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    public async ValueTask InitializeAsync() => _cluster = await InferenceCluster.StartAsync(3);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Each_silo_has_one_worker_that_lives_on_it_and_all_of_them_get_work()
    {
        await UntilWorkersAre(3);
        var workers = (await Dispatcher.GetClusterAsync(Cancel)).Workers.Select(status => status.Worker).ToHashSet();
        Assert.Equal(_cluster.Silos.Select(silo => silo.SiloAddress).ToHashSet(), workers.Select(worker => worker.Silo!).ToHashSet());

        var management = _cluster.Grains.GetGrain<IManagementGrain>(0);
        foreach (var worker in workers)
        {
            var grain = _cluster.Grains.GetWorker(worker);
            Assert.Equal(worker.Silo, await management.GetActivationAddress(grain, Cancel));
        }

        await UntilRouted(3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => _cluster.Client.InferAsync(Inputs.Request(CodeBackend.Command.Echo), Cancel)));
        Assert.Equal(workers, answers.Select(answer => answer.Worker).ToHashSet());
    }

    [Fact]
    public async Task A_silo_that_stops_politely_leaves_the_table_and_the_others_go_on()
    {
        await UntilRouted(3);
        var leaving = _cluster.Silos[^1];
        await _cluster.StopSiloAsync(leaving);
        await UntilWorkersAre(2);
        Assert.DoesNotContain((await Dispatcher.GetClusterAsync(Cancel)).Workers, status => status.Worker.Silo!.Equals(leaving.SiloAddress));
        await UntilRouted(2);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _cluster.Client.InferAsync(Inputs.Request(CodeBackend.Command.Echo), Cancel)));
        Assert.DoesNotContain(answers, answer => answer.Worker.Silo!.Equals(leaving.SiloAddress));
    }

    [Fact]
    public async Task A_silo_that_joins_gets_its_share()
    {
        await UntilRouted(3);
        var joined = await _cluster.StartSiloAsync();
        await UntilRouted(4);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => _cluster.Client.InferAsync(Inputs.Request(CodeBackend.Command.Echo), Cancel)));
        Assert.Contains(answers, answer => answer.Worker.Silo!.Equals(joined.SiloAddress));
    }

    [Fact]
    public async Task The_dispatcher_is_rebuilt_by_the_workers_after_its_silo_left()
    {
        await UntilRouted(3);
        var address = await _cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(Dispatcher, Cancel);
        var host = _cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
        await _cluster.StopSiloAsync(host);
        await UntilWorkersAre(2);
        await UntilRouted(2);
        Assert.Equal(new byte[] { 0, 1, 0, 0 }, (await _cluster.Client.InferAsync(Inputs.Request(CodeBackend.Command.Echo), Cancel)).Get<byte>());
    }

    private async Task UntilWorkersAre(int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await Dispatcher.GetClusterAsync(Cancel)).Workers.Length != count) await timer.WaitForNextTickAsync(Cancel);
    }

    private async Task UntilRouted(int workers) => await InferenceCluster.Until(() =>
    {
        var table = _cluster.RouteTable;
        return table.Models.TryGetValue(new(CodeBackend.ModelName, "1"), out var model) && model.Destinations.Length == workers;
    });
}
