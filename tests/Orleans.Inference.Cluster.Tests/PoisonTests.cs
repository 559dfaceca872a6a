using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

public class PoisonTests(SharedCluster shared) : ClusterTest(shared)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_request_that_kills_its_process_is_given_up_after_two()
    {
        var workers = (await Client.GetStatusAsync()).Workers;
        ScriptedCommand poison = new(RequestIds.Take(), SteadyLoad.Work, ScriptedAction.EndProcess);
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.Before);

        var failure = await Assert.ThrowsAnyAsync<InferenceException>(
            () => Client.Inference.InferAsync(poison.ToRequest(Timeout), TestContext.Current.CancellationToken));
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();

        var named = workers.Where(worker => failure.Message.Contains($"{worker.Worker}", StringComparison.Ordinal)
            || failure.Message.Contains(worker.SiloName, StringComparison.Ordinal));
        Assert.True(named.Count() == 2, $"The error does not name two workers: {failure.Message}");
        Assert.Equal(2, Cluster.Records.Executions(poison.Id, 1).Count);
        Assert.Equal(2, Cluster.Silos.Count(silo => silo.Plan.Lanes > 0));
        Verdict.IsFlawless(result);
    }
}
