using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>Silos that end from one moment to the next.</summary>
public class KillTests(SharedCluster shared) : ClusterTest(shared)
{
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_workers_silo_is_killed() => await KillAsync(await FindPlainWorkerAsync());

    [Fact]
    public async Task The_dispatchers_silo_is_killed() => await KillAsync(await FindDispatcherAsync());

    [Fact]
    public Task A_gateway_of_clients_is_killed() => KillAsync(GatewayWorker);

    [Fact]
    public Task Two_silos_of_four_are_killed_at_once() => KillAsync(Cluster["w1"], Cluster["w2"]);

    [Fact]
    public async Task Workers_stay_as_they_are_when_a_silo_leaves_that_held_part_of_the_directory()
    {
        using var load = StartLoad();
        var leaving = await Cluster.StartSiloAsync(new SiloPlan { Name = "directory", Lanes = 0 });
        await load.RunAsync(SteadyLoad.Before);
        var activations = CountActivations();

        leaving.Kill();
        await Client.UntilAsync("the silo is dead", DeathLimit, status => status.Silos.All(silo => silo.Name != leaving.Name || silo.Status == SiloStatus.Dead));
        await load.RunAsync(SteadyLoad.Before);
        Verdict.IsFlawless(await load.StopAsync());
        Assert.Equal(activations, CountActivations());
    }

    private async Task KillAsync(params SiloProcess[] victims)
    {
        var http = Cluster.Silos.First(silo => !victims.Contains(silo));
        using var load = StartLoad(http);
        await load.RunAsync(SteadyLoad.Before);
        var killedAt = load.Elapsed;
        foreach (var victim in victims) victim.Kill();
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        foreach (var victim in victims.Where(victim => victim.Plan.Lanes > 0)) Verdict.Answered(result, victim, TimeSpan.Zero, killedAt);
    }

    private Dictionary<string, int> CountActivations() =>
        Cluster.Silos.Where(silo => silo.Plan.Lanes > 0).ToDictionary(silo => silo.Name, silo => Cluster.Records.ActivationsOf(silo.ProcessId));
}
