using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Fakes;
using Orleans.TestingHost;

namespace Orleans.Inference.Tests.Cluster;

/// <summary>Three silos that serve the models a and b each, and keep aliases in their memory.</summary>
public sealed class AliasTests : IAsyncLifetime
{
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDispatcherGrain Dispatcher => _cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    private ITrafficGrain Traffic => _cluster.Grains.GetGrain<ITrafficGrain>(ITrafficGrain.Key);

    public async ValueTask InitializeAsync() => _cluster = await InferenceCluster.StartAsync(
        3, options => options.ModelRepository = null, configureSilo: (_, silo) => silo.Services.AddSingleton<IModelBackend>(new EchoBackend("a", "b")));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_alias_is_followed_from_the_moment_that_it_is_set_and_until_it_is_removed()
    {
        foreach (var target in (string[])["a", "b", "a"])
        {
            await _cluster.Client.SetAliasAsync(To(target), Cancel);
            Assert.Equal(target, await AnsweringAsync(_cluster.Client));
            await UntilAllFollow(target);
        }

        Assert.Equal("x", Assert.Single((await Dispatcher.GetClusterAsync(Cancel)).Aliases).Name);
        Assert.Equal("x", Assert.Single(await _cluster.Client.ListAliasesAsync(Cancel)).Name);
        Assert.Equal("a", (await _cluster.Client.GetModelAsync("x", cancellationToken: Cancel)).Name);

        Assert.True(await _cluster.Client.RemoveAliasAsync("x", Cancel));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => AnsweringAsync(_cluster.Client));
        Assert.False(await _cluster.Client.RemoveAliasAsync("x", Cancel));
        Assert.Empty(await _cluster.Client.ListAliasesAsync(Cancel));
    }

    [Fact]
    public async Task What_is_wrong_with_an_alias_is_said_and_changes_nothing()
    {
        await _cluster.Client.SetAliasAsync(To("a"), Cancel);

        await Assert.ThrowsAsync<InvalidInputException>(() => _cluster.Client.SetAliasAsync(To("b") with { Targets = [] }, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => _cluster.Client.SetAliasAsync(To("x") with { Name = "y" }, Cancel));

        Assert.Equal("a", await AnsweringAsync(_cluster.Client));
        Assert.Equal(1, (await Traffic.GetAsync(Cancel)).Version);
    }

    [Fact]
    public async Task The_dispatcher_forwards_by_an_alias_too()
    {
        await _cluster.Client.SetAliasAsync(To("b"), Cancel);
        await UntilAllFollow("b");

        Assert.Equal("b", (await Dispatcher.InferAsync(EchoBackend.Request("x"), Cancel)).Model);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Aliases_outlive_the_silos_that_keep_them(bool isKilled)
    {
        await _cluster.Client.SetAliasAsync(To("b"), Cancel);
        await UntilAllFollow("b");
        var version = (await Traffic.GetAsync(Cancel)).Version;

        var joined = await _cluster.StartSiloAsync();
        await InferenceCluster.Until(() => Follows(joined, "b"));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var keeper = await FindKeeperAsync();
            await (isKilled ? _cluster.KillSiloAsync(keeper) : _cluster.StopSiloAsync(keeper));
            Assert.Equal("b", await AnsweringAsync(_cluster.Client));
            await UntilKept(version);
        }

        await _cluster.Client.SetAliasAsync(To("a"), Cancel);
        Assert.Equal("a", await AnsweringAsync(_cluster.Client));
        Assert.Equal(version + 1, (await Traffic.GetAsync(Cancel)).Version);
    }

    private static ModelAlias To(string model) => new() { Name = "x", Targets = [new(model)] };

    private static async Task<string> AnsweringAsync(IInferenceClient client) => (await client.InferAsync(EchoBackend.Request("x"), Cancel)).Model;

    private async Task<InProcessSiloHandle> FindKeeperAsync()
    {
        var address = await _cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(Traffic, Cancel);
        return _cluster.Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    private bool Follows(InProcessSiloHandle silo, string target) =>
        _cluster.Services(silo).GetRequiredService<RouteTableSubscription>().Table.Aliases.Find("x")?.Targets is [var only] && only.Model == target;

    private Task UntilAllFollow(string target) => InferenceCluster.Until(() => _cluster.Silos.All(silo => Follows(silo, target)));

    // Calls to a silo that was killed fail until its death is known.
    private async Task UntilKept(long version)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await IsKeptAsync(version)) await timer.WaitForNextTickAsync(Cancel);
    }

    private async Task<bool> IsKeptAsync(long version)
    {
        try
        {
            var kept = await Traffic.GetAsync(Cancel);
            var cluster = await Dispatcher.GetClusterAsync(Cancel);
            if (kept.Aliases.Length == 0 && kept.Version == 0) return false;
            Assert.Equal((version, "x"), (kept.Version, Assert.Single(kept.Aliases).Name));
            return cluster.Aliases.Length == 1;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return false;
        }
    }
}
