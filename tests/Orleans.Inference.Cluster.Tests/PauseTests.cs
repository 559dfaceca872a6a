using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>Processes that stand still and say nothing, while their connections stay open.</summary>
public class PauseTests(SharedCluster shared) : ClusterTest(shared)
{
    /// <summary>Too short for the membership to notice.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_workers_silo_that_pauses_shortly_is_let_back_as_it_is() => await PauseShortlyAsync(await FindPlainWorkerAsync());

    [Fact]
    public Task A_gateway_of_clients_that_pauses_shortly_is_let_back_as_it_is() => PauseShortlyAsync(GatewayWorker);

    [Fact]
    public async Task A_silo_that_pauses_until_it_is_declared_dead_ends_and_comes_back_as_a_new_worker()
    {
        var victim = await FindPlainWorkerAsync();
        var worker = await FindWorkerAsync(victim);
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);
        await victim.PauseAsync();
        await Client.UntilAsync("the silo is dead", DeathLimit, status => status.Silos.All(silo => !silo.Address.Equals(worker.Silo) || silo.Status == SiloStatus.Dead));
        await victim.ResumeAsync();
        Assert.NotEqual(0, await victim.WaitForExitAsync());

        var successor = await Cluster.StartSiloAsync(victim.Plan);
        var startedAt = load.Elapsed;
        await load.RunAsync(SteadyLoad.Before);
        var result = await load.StopAsync();
        Verdict.IsFlawless(result);
        Verdict.Answered(result, successor, startedAt, TimeSpan.MaxValue);
        Assert.NotEqual(worker, await FindWorkerAsync(successor));
    }

    [Fact]
    public async Task A_caller_that_was_paused_blames_nobody()
    {
        await using var caller = await CallerProcess.StartAsync(Cluster.Redis.ConnectionString, Cluster.Id, SteadyLoad.Rate / 2, SteadyLoad.Work);
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);
        await caller.PauseAsync();
        await load.RunAsync(TimeSpan.FromSeconds(3));
        await caller.ResumeAsync();
        var resumedAt = load.Elapsed;
        await load.RunAsync(SteadyLoad.After);
        var paused = await caller.StopAsync();
        Verdict.IsFlawless(await load.StopAsync());

        Verdict.IsFlawless(paused, worstWait: TimeSpan.FromSeconds(6));
        Assert.Equal(4, paused.Outcomes.Where(outcome => outcome.Scheduled > resumedAt).Select(outcome => outcome.ProcessId).Distinct().Count());
        await Verdict.HardlyRepeatedAsync(paused, Cluster.Records);
    }

    private async Task PauseShortlyAsync(SiloProcess victim)
    {
        var worker = await FindWorkerAsync(victim);
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);
        await victim.PauseAsync();
        await load.RunAsync(Short);
        await victim.ResumeAsync();
        var resumedAt = load.Elapsed;
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        Verdict.Answered(result, victim, resumedAt, TimeSpan.MaxValue);
        Assert.Equal(worker, await FindWorkerAsync(victim));
    }
}
