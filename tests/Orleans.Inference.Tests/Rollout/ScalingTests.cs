namespace Orleans.Inference.Tests.Rollout;

public sealed class ScalingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_whose_queue_stays_long_gets_a_second_worker()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository => VersionBackend.Write(repository, "m", 1, """ "MinReplicas": 1, "MaxReplicas": 2, "Instances": 1 """),
            silos: 2,
            options =>
            {
                options.RepositoryMode = RepositoryMode.None;
                options.Speeds["m"] = 10; // rows a second: what waits takes seconds
            });
        await cluster.UntilReadyAsync("m", 1);

        var answers = Enumerable.Range(0, 40).Select(_ => cluster.Client.InferAsync("m", Tensor.Create(new[] { VersionBackend.Held }, [1]), Cancel)).ToList();
        await cluster.UntilReadyAsync("m", 2);
        cluster.Backend.Release.Set();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("1", answer.Version));
    }

    [Fact]
    public async Task A_model_is_served_where_its_labels_are_and_nowhere_else()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository => VersionBackend.Write(repository, "m", 1, """ "Placement": { "Labels": { "zone": "north" } } """), configure: options => options.Labels["zone"] = "south");

        var refused = await Assert.ThrowsAsync<NoWorkerException>(() => cluster.AskAsync("m"));

        Assert.Contains("label 'zone' is 'north'", refused.Reason, StringComparison.Ordinal);
    }
}
