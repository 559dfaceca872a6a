using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orleans.Inference.Tests.Rollout;

public sealed class ManyModelsTests
{
    private const int Models = 200;
    private const int Callers = 8;
    private const int RequestsPerCaller = 150;
    private const long Room = 7; // models, a third of what the cluster holds
    private static readonly TimeSpan MinResidency = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Two_hundred_models_share_the_memory_of_twenty_while_a_silo_comes_and_goes()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository =>
            {
                for (var model = 0; model < Models; model++) VersionBackend.Write(repository, $"m{model}", 1, """ "OnDemand": true, "MemoryBytes": 1 """);
            },
            silos: 3,
            options =>
            {
                (options.RepositoryMode, options.MinResidency) = (RepositoryMode.None, MinResidency);
                options.Devices = [new() { Name = "cpu", MemoryBytes = Room }];
            });
        ConcurrentBag<Exception> refusals = [];
        var started = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(cluster, new(caller), refusals))).ToList();
        await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos[^1]);
        await cluster.Cluster.StartSiloAsync();

        var answered = (await Task.WhenAll(callers)).Sum();
        var elapsed = Stopwatch.GetElapsedTime(started);

        Assert.Equal(Callers * RequestsPerCaller, answered + refusals.Count);
        Assert.True(refusals.Count < answered / 100, string.Join('\n', refusals.Select(refusal => refusal.Message).Distinct().Take(10)));
        // A silo that stops still has its models while the one that takes its place loads others.
        Assert.InRange(cluster.Backend.MostBytes, 1, 4 * Room);
        var most = 4 * Room * (elapsed / MinResidency + 1);
        Assert.InRange(cluster.Backend.Loads, 1, most);
        Assert.All((await cluster.Dispatcher.GetClusterAsync(TestContext.Current.CancellationToken)).Workers, worker => Assert.InRange(worker.MemoryUsed, 0, worker.MemoryBudget));
    }

    private static async Task<int> CallAsync(RolloutCluster cluster, Random random, ConcurrentBag<Exception> refusals)
    {
        var answered = 0;
        for (var request = 0; request < RequestsPerCaller; request++)
        {
            try
            {
                await cluster.AskAsync($"m{Zipf(random)}");
                answered++;
            }
            catch (InferenceException exception)
            {
                refusals.Add(exception);
            }
        }

        return answered;
    }

    // The model of rank r is wanted with a probability in proportion to 1 / r, near enough.
    private static int Zipf(Random random) => (int)Math.Pow(Models, random.NextDouble()) - 1;
}
