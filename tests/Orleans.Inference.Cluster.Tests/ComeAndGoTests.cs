using System.Diagnostics;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>What an operator does while callers call.</summary>
public class ComeAndGoTests(SharedCluster shared) : ClusterTest(shared)
{
    private static readonly TimeSpan TrafficLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_silo_that_is_asked_to_stop_finishes_its_work_first()
    {
        var leaving = await FindPlainWorkerAsync();
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);
        Assert.Equal(0, await leaving.TerminateAsync());
        await load.RunAsync(SteadyLoad.Before);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        await Verdict.HardlyRepeatedAsync(result, Cluster.Records);
    }

    [Fact]
    public async Task All_silos_are_restarted_one_after_another()
    {
        HttpCaller http = new(GatewayWorker.Http);
        using var load = SteadyLoad.Start(Client, http);
        await load.RunAsync(SteadyLoad.Before);
        // In this order the two gateways are far apart: a client needs the time to hear of the new one.
        foreach (var name in (string[])[SharedCluster.Front, .. SharedCluster.PlainWorkers, SharedCluster.GatewayWorker])
        {
            http.TurnTo(Cluster.Silos.First(silo => silo.Name != name).Http);
            await load.RunAsync(TimeSpan.FromSeconds(0.5));
            var old = Cluster[name];
            Assert.Equal(0, await old.TerminateAsync());
            var successor = await Cluster.StartSiloAsync(old.Plan);
            await Client.UntilAsync($"{name} is back", SettleLimit, status => status.Silos.Count(silo => silo.Status == SiloStatus.Active) == 5
                && (successor.Plan.Lanes == 0 || status.Workers.Any(worker => worker.SiloName == name && worker.IsServing)));
        }

        await load.RunAsync(SteadyLoad.Before);
        Verdict.IsFlawless(await load.StopAsync());
    }

    [Fact]
    public async Task A_silo_that_joins_is_given_work_at_once()
    {
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);
        var joining = await Cluster.StartSiloAsync(new SiloPlan { Name = "w4" });
        await load.RunAsync(SteadyLoad.Before);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        var readyAt = Stopwatch.GetElapsedTime(result.StartedAt, joining.ReadyAt);
        Verdict.Answered(result, joining, TimeSpan.Zero, readyAt + TrafficLimit);
    }

    [Fact]
    public async Task Redis_is_restarted()
    {
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);
        await Cluster.Redis.RestartAsync();
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        Assert.Equal(4, result.ByProcess.Count);
    }
}
