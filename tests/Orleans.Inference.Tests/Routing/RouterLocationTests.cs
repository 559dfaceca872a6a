using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Cluster;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orleans.Inference.Tests.Routing;

public sealed class RouterLocationTests
{
    [Theory]
    [InlineData(1, "h1", "z1", Locality.OwnSilo)]
    [InlineData(2, "h1", "z9", Locality.SameHost)]
    [InlineData(2, "h2", "z1", Locality.SameZone)]
    [InlineData(2, "h2", "z2", Locality.Elsewhere)]
    [InlineData(2, "", "", Locality.Elsewhere)]
    public void The_nearest_that_is_true_counts(int worker, string host, string zone, Locality expected)
    {
        var here = new RouterLocation(Routes.Worker(1).Silo, new("h1", "z1"));

        Assert.Equal(expected, here.To(new(Routes.Worker(worker), 1, new(host, zone))));
    }

    [Fact]
    public void Where_nothing_is_known_nothing_is_near()
    {
        Assert.Equal(Locality.Elsewhere, new RouterLocation(null, default).To(new(Routes.Worker(1), 1)));
        Assert.Equal(Locality.Elsewhere, new RouterLocation(null, new("", "")).To(new(Routes.Worker(1), 1, new("", ""))));
    }

    [Fact]
    public async Task A_silos_metadata_says_where_it_is_and_the_options_what_it_leaves_out()
    {
        await using var cluster = await InferenceCluster.StartAsync(configureSilo: (_, silo) =>
        {
            silo.UseSiloMetadata(new Dictionary<string, string> { ["zone"] = "rack-7" });
            silo.Configure<InferenceClientOptions>(options => (options.Host, options.Zone) = ("node-3", "not this one"));
        });

        var status = await cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new("node-3", "rack-7"), Assert.Single(status.Workers).Location);
        Assert.Equal("not this one", cluster.Services(cluster.Silos[0]).GetRequiredService<IOptions<InferenceClientOptions>>().Value.Zone);
    }
}
