using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>Requests that are on several workers, one after another or at once, while workers end.</summary>
public class TrafficTests(SharedCluster shared) : ClusterTest(shared)
{
    [Fact]
    public async Task A_silo_is_killed_under_hedged_requests()
    {
        var victim = await FindPlainWorkerAsync();
        using var load = OpenLoad.Start(SteadyLoad.Rate, SteadyLoad.Work, new ExternalCaller(Client.Inference, hedge: true));
        await load.RunAsync(SteadyLoad.Before);
        victim.Kill();
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        var executions = Cluster.Records.Executions(result.FirstId, result.Sent);
        Assert.Equal(result.Sent, executions.Distinct().Count());
        TestContext.Current.TestOutputHelper?.WriteLine($"{executions.Count - result.Sent} of {result.Sent} requests were executed once more");
        Assert.True(executions.Count <= result.Sent * 1.08, "one in twenty may be hedged, and what was on the victim is repeated");
    }
}
