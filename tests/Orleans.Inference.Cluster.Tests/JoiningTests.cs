using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Cluster.Tests.Setup;

namespace Orleans.Inference.Cluster.Tests;

/// <summary>A silo that joins while requests wait elsewhere. The speeds are said: those that are measured are of other work than this.</summary>
public sealed class JoiningTests : IAsyncLifetime
{
    private const int Crowd = 200; // what waits is moved where it is served in half the time: the one that joins is much faster than the others
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(2), Limit = TimeSpan.FromSeconds(60);
    private RedisServer _redis = null!;
    private SiloCluster _cluster = null!;
    private ExternalClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _cluster = await SiloCluster.StartAsync(_redis,
        [
            new() { Name = "w0", IsGateway = true, Settings = SpeedOf(1) },
            new() { Name = "w1", Settings = SpeedOf(1) },
            new() { Name = "w2", Settings = SpeedOf(1) },
        ]);
        _client = await _cluster.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) FailureLog.WriteIfFailed(_cluster);
        if (_client is not null) await _client.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_silo_that_joins_takes_over_what_waits_elsewhere_and_is_killed_with_it()
    {
        var firstId = RequestIds.Take(Crowd);
        Task<InferenceResponse>[] crowd = [.. Enumerable.Range(0, Crowd).Select(number =>
            _client.Inference.InferAsync(new ScriptedCommand(firstId + number, Work).ToRequest(Limit), TestContext.Current.CancellationToken))];

        var joined = await _cluster.StartSiloAsync(new SiloPlan { Name = "w4", Settings = SpeedOf(5) });
        await Patience.UntilAsync("the silo that joined answers what waited elsewhere", Limit, () => AnsweredBy(joined) >= 2, TestContext.Current.CancellationToken);
        joined.Kill();

        var answers = await Task.WhenAll(crowd);
        for (var number = 0; number < Crowd; number++) Assert.Equal(ScriptedCommand.AnswerTo(firstId + number), answers[number].Get<long>()[0]);
        var executions = _cluster.Records.Executions(firstId, Crowd);
        TestContext.Current.TestOutputHelper?.WriteLine($"{AnsweredBy(joined)} were answered by the silo that joined, {executions.Count - Crowd} were executed once more");
        Assert.True(executions.Count <= Crowd + 3 * joined.Plan.Lanes, "what was running on the victim is run again, and hardly more");

        int AnsweredBy(SiloProcess silo) => crowd.Count(answer => answer.IsCompletedSuccessfully && answer.Result.Get<long>()[1] == silo.ProcessId);
    }

    private static string[] SpeedOf(int speed) => ["--Inference:Speeds:echo", $"{speed}"];
}
