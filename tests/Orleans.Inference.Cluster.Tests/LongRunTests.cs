using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

public class LongRunTests
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_run_longer_than_Orleans_response_timeout_survives_its_silo()
    {
        string[] settings = ["--Orleans:Messaging:ResponseTimeout", $"{ResponseTimeout}"];
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await SiloCluster.StartAsync(redis,
        [
            new() { Name = "front", Lanes = 0, IsGateway = true, Settings = settings },
            .. Enumerable.Range(0, 3).Select(number => new SiloPlan { Name = $"w{number}", Settings = settings }),
        ]);
        await using var client = await cluster.ConnectAsync(ResponseTimeout);
        try
        {
            await SteadyLoad.WarmUpAsync(client, cluster["front"].Http);
            await KillTheirSilosAsync(cluster, client);
        }
        finally
        {
            FailureLog.WriteIfFailed(cluster);
        }
    }

    private static async Task KillTheirSilosAsync(SiloCluster cluster, ExternalClient client)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var load = SteadyLoad.Start(client, cluster["front"].Http);
        ICaller[] callers = [new ExternalCaller(client.Inference), new HttpCaller(cluster["front"].Http)];
        ScriptedCommand[] commands = [.. callers.Select(_ => new ScriptedCommand(RequestIds.Take(), Work))];
        Task<Answer>[] answers = [.. callers.Zip(commands, (caller, command) => caller.CallAsync(command, Timeout, cancellationToken))];

        SiloProcess[] victims = [];
        await Patience.UntilAsync("both run", Work, () => (victims = [.. commands.SelectMany(Executing)]).Length == commands.Length, cancellationToken);
        await load.RunAsync(Work / 2);
        foreach (var victim in victims.Distinct()) victim.Kill();

        foreach (var (command, answer) in commands.Zip(await Task.WhenAll(answers))) Assert.Equal(ScriptedCommand.AnswerTo(command.Id), answer.Value);
        Assert.All(commands, command => Assert.Equal(2, cluster.Records.Executions(command.Id, 1).Count));
        Verdict.IsFlawless(await load.StopAsync());

        IEnumerable<SiloProcess> Executing(ScriptedCommand command) =>
            cluster.Silos.Where(silo => cluster.Records.ExecutionsOf(silo.ProcessId).Contains(command.Id));
    }
}
