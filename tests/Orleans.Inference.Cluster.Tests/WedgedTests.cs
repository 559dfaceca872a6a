using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

public class WedgedTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_device_that_hangs_is_left_out_until_it_runs_again()
    {
        string[] settings = ["--Inference:WedgedRunBound", "00:00:01"];
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await SiloCluster.StartAsync(redis,
            new SiloPlan { Name = "front", Lanes = 0, IsGateway = true, Settings = settings },
            new SiloPlan { Name = "w0", Settings = settings },
            new SiloPlan { Name = "w1", Settings = settings });
        await using var client = await cluster.ConnectAsync();
        try
        {
            await SteadyLoad.WarmUpAsync(client, cluster["front"].Http);
            await HangAsync(cluster, client);
        }
        finally
        {
            FailureLog.WriteIfFailed(cluster);
        }
    }

    private static async Task HangAsync(SiloCluster cluster, Harness.Clients.ExternalClient client)
    {
        var victim = (await client.GetStatusAsync()).Workers[0];
        var process = cluster[victim.SiloName];
        using var load = SteadyLoad.Start(client, cluster["front"].Http);
        await load.RunAsync(SteadyLoad.Before);

        ScriptedCommand hang = new(RequestIds.Take(), Hang, ScriptedAction.Hang);
        // It goes to the worker itself: the router would have it done elsewhere, and hang another device.
        var hanging = client.Grains.GetWorker(victim.Worker).InferAsync(hang.ToRequest(Limit), new(Limit), TestContext.Current.CancellationToken);
        await client.UntilAsync("the worker is known to be wedged", Hang, status => StateIn(status) == WorkerState.Wedged);
        Assert.False(process.HasExited);
        await client.UntilAsync("the worker serves again", Limit, status => StateIn(status) == WorkerState.Serving);
        var servingAt = load.Elapsed;
        await load.RunAsync(SteadyLoad.After);
        var result = await load.StopAsync();
        await Task.WhenAny(hanging); // given back, or answered: that is not looked at here

        Verdict.IsFlawless(result);
        Verdict.Answered(result, process, servingAt, TimeSpan.MaxValue);

        WorkerState? StateIn(ClusterStatus status) => status.Workers.SingleOrDefault(worker => worker.Worker == victim.Worker)?.State;
    }
}
