namespace Orleans.Inference.Tests.Rollout;

public sealed class RacingTests
{
    private const int Changes = 120;
    private const int Callers = 4;

    /// <summary>Loads, unloads and requests of random versions at once: an answer is right or an honest error, nothing hangs, and what is left is what is loaded.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_races_answers_are_right_or_refused_and_no_session_is_lost(int seed)
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository =>
            {
                for (var version = 1; version <= 3; version++) VersionBackend.Write(repository, "m", version, """ "Versions": "all" """);
            },
            silos: 2);
        using var ended = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(cluster, new(seed * 100 + caller), ended.Token))).ToList();

        var changers = Enumerable.Range(0, 3).Select(changer => Task.Run(() => ChangeAsync(cluster, new(seed * 1000 + changer)))).ToList();
        await Task.WhenAll(changers);
        await ended.CancelAsync();
        var answered = (await Task.WhenAll(callers)).Sum();

        Assert.True(answered > 0);
        await cluster.Client.LoadModelAsync("m", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(6, cluster.Backend.Loaded);
        await cluster.Client.UnloadModelAsync("m", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, cluster.Backend.Loaded);
    }

    private static async Task ChangeAsync(RolloutCluster cluster, Random random)
    {
        for (var i = 0; i < Changes / 3; i++)
        {
            var scope = new ModelScope { Version = random.Next(4) is > 0 and var version ? $"{version}" : null, Reload = random.Next(2) == 0 };
            if (random.Next(2) == 0) await cluster.Client.LoadModelAsync("m", scope);
            else await cluster.Client.UnloadModelAsync("m", scope);
        }
    }

    private static async Task<int> CallAsync(RolloutCluster cluster, Random random, CancellationToken ended)
    {
        var answered = 0;
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await cluster.AskAsync("m", random.Next(4) is > 0 and var version ? $"{version}" : null);
                answered++;
            }
            catch (InferenceException exception) when (exception is NoWorkerException or ModelNotFoundException)
            {
                await Task.Yield(); // nothing is loaded in this moment
            }
        }

        return answered;
    }
}
