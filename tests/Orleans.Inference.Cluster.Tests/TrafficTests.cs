using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>Requests that are on several workers, one after another or at once, while workers end.</summary>
public class TrafficTests(SharedCluster shared) : ClusterTest(shared)
{
    private const int Crowd = 200;
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(2), Limit = TimeSpan.FromSeconds(60);

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

    [Fact]
    public async Task A_silo_that_joins_takes_over_what_waits_elsewhere_and_is_killed_with_it()
    {
        var firstId = RequestIds.Take(Crowd);
        Task<InferenceResponse>[] crowd = [.. Enumerable.Range(0, Crowd).Select(number =>
            Client.Inference.InferAsync(new ScriptedCommand(firstId + number, Work).ToRequest(Limit), TestContext.Current.CancellationToken))];

        var joined = await Cluster.StartSiloAsync(new SiloPlan { Name = "w4", Settings = ["--Inference:Speeds:echo", "2"] });
        await Patience.UntilAsync("the silo that joined answers what waited elsewhere", Limit, () => AnsweredBy(joined) >= 2, TestContext.Current.CancellationToken);
        joined.Kill();

        var answers = await Task.WhenAll(crowd);
        for (var number = 0; number < Crowd; number++) Assert.Equal(ScriptedCommand.AnswerTo(firstId + number), answers[number].Get<long>()[0]);
        var executions = Cluster.Records.Executions(firstId, Crowd);
        TestContext.Current.TestOutputHelper?.WriteLine($"{AnsweredBy(joined)} were answered by the silo that joined, {executions.Count - Crowd} were executed once more");
        Assert.True(executions.Count <= Crowd + joined.Plan.Lanes, "only what was running on the victim is run again");

        int AnsweredBy(SiloProcess silo) => crowd.Count(answer => answer.IsCompletedSuccessfully && answer.Result.Get<long>()[1] == silo.ProcessId);
    }
}
