using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Cluster.Tests.Setup;

/// <summary>What callers are promised.</summary>
internal static class Verdict
{
    private const double AllowedExtra = 0.02;
    private static readonly TimeSpan WorstWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(20);

    /// <summary>Every request was answered, rightly and soon enough.</summary>
    public static void IsFlawless(LoadResult result, TimeSpan? worstWait = null)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{result}");
        Assert.True(result.Sent > 0, "nothing was sent");
        Assert.True(result.Answered == result.Sent, $"{result}");
        Assert.True(result.WorstWait < (worstWait ?? WorstWait), $"{result}");
    }

    /// <summary>A process answered requests that were to be sent in some time of the load.</summary>
    public static void Answered(LoadResult result, SiloProcess silo, TimeSpan from, TimeSpan to) => Assert.True(
        result.Outcomes.Any(outcome => outcome.ProcessId == silo.ProcessId && outcome.Scheduled >= from && outcome.Scheduled < to),
        $"{silo.Name} answered nothing from {from.TotalSeconds:0.0} s to {to.TotalSeconds:0.0} s: {result}");

    /// <summary>Hardly a request was executed more than once.</summary>
    public static async Task HardlyRepeatedAsync(LoadResult result, Records records)
    {
        IReadOnlyList<long> executed = [];
        // An abandoned attempt may still wait on some device.
        await Patience.UntilAsync("every request was executed", QuietLimit, () =>
        {
            var before = executed.Count;
            executed = records.Executions(result.FirstId, result.Sent);
            return executed.Count == before && executed.Distinct().Count() == result.Sent;
        });
        var extra = executed.Count - result.Sent;
        TestContext.Current.TestOutputHelper?.WriteLine($"{extra} of {result.Sent} requests were executed once more");
        Assert.True(extra <= AllowedExtra * result.Sent, $"{extra} of {result.Sent} requests were executed once more");
    }
}
