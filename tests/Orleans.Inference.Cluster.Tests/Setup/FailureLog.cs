using Orleans.Inference.Cluster.Harness.Clusters;

namespace Orleans.Inference.Cluster.Tests.Setup;

internal static class FailureLog
{
    /// <summary>Puts what the silos printed into the output of a test that failed.</summary>
    public static void WriteIfFailed(SiloCluster cluster)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.TestOutputHelper?.WriteLine(cluster.Log);
    }
}
