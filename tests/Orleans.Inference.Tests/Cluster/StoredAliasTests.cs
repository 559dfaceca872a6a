using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Traffic;
using Orleans.Storage;

namespace Orleans.Inference.Tests.Cluster;

public sealed class StoredAliasTests
{
    private static readonly ModelAlias Alias = new() { Name = "a@stable", Targets = [new("a", "1", 95.5), new("a", "2", 4.5), new("b")], Sticky = true, Shadow = new("b", null, 12.5, 0.25) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Aliases_outlive_the_cluster_in_the_storage_that_the_host_chose()
    {
        SharedStorage storage = new();
        await using (var first = await StartAsync(storage))
        {
            await first.Client.SetAliasAsync(Alias, Cancel);
            Assert.False(storage.IsEmpty);
        }

        await using var second = await StartAsync(storage);

        Assert.Equal(Alias, Assert.Single(await second.Client.ListAliasesAsync(Cancel)));
        Assert.Equal("a", (await second.Client.InferAsync(EchoBackend.Request("a@stable", key: "ada"), Cancel)).Model[..1]);
        await second.Client.SetAliasAsync(Alias with { Name = "another" }, Cancel);
        Assert.Equal(2, (await second.Grains.GetGrain<ITrafficGrain>(ITrafficGrain.Key).GetAsync(Cancel)).Version);
    }

    private static Task<InferenceCluster> StartAsync(SharedStorage storage) => InferenceCluster.StartAsync(
        1,
        options => options.ModelRepository = null,
        configureSilo: (_, silo) => silo.Services
            .AddSingleton<IModelBackend>(new EchoBackend("a", "b"))
            .AddKeyedSingleton(ITrafficGrain.StorageName, (provider, _) => storage.For(provider.GetRequiredService<IGrainStorageSerializer>())));
}
