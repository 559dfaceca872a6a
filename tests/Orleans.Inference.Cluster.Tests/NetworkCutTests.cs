using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Tests.Network;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

public class NetworkCutTests
{
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_silo_is_cut_off_from_the_network()
    {
        await using var bridge = await Bridge.CreateAsync();
        var (near, far) = (await bridge.PlugInAsync(), await bridge.PlugInAsync());
        await using var redis = await RedisServer.StartAsync(bridge.Address);
        await using var cluster = await SiloCluster.StartAsync(redis,
            new SiloPlan { Name = "here", IsGateway = true, Address = bridge.Address },
            new SiloPlan { Name = "near", IsGateway = true, Address = near.Address, Namespace = near.Namespace },
            new SiloPlan { Name = "far", IsGateway = true, Address = far.Address, Namespace = far.Namespace });
        await using var client = await cluster.ConnectAsync();
        try
        {
            await SteadyLoad.WarmUpAsync(client, cluster["here"].Http);
            var cutOff = cluster["far"];
            using var load = SteadyLoad.Start(client, cluster["here"].Http);
            await load.RunAsync(SteadyLoad.Before);
            var cutAt = load.Elapsed;
            await bridge.CutAsync(far.Namespace);
            await client.UntilAsync("the silo is dead", DeathLimit, status => status.Silos.Any(silo => silo is { Name: "far", Status: SiloStatus.Dead }));
            await load.RunAsync(SteadyLoad.Before);
            var result = await load.StopAsync();

            Verdict.IsFlawless(result);
            Verdict.Answered(result, cutOff, TimeSpan.Zero, cutAt);
            await bridge.MendAsync(far.Namespace);
            Assert.NotEqual(0, await cutOff.WaitForExitAsync());
        }
        finally
        {
            FailureLog.WriteIfFailed(cluster);
        }
    }
}
