using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

public class SteadyTests(SharedCluster shared) : ClusterTest(shared)
{
    [Fact]
    public async Task Without_a_fault_every_request_is_answered_and_hardly_one_is_executed_twice()
    {
        using var load = StartLoad();
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();

        Verdict.IsFlawless(result);
        Assert.Equal(4, result.ByProcess.Count);
        await Verdict.HardlyRepeatedAsync(result, Cluster.Records);
    }
}
