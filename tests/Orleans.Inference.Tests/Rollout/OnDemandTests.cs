namespace Orleans.Inference.Tests.Rollout;

public sealed class OnDemandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_request_loads_a_model_once_however_many_wait_for_it()
    {
        await using var cluster = await RolloutCluster.StartAsync(OnDemand("m"), silos: 2, Dispatched);
        Assert.Equal(0, cluster.Backend.Loads);
        TaskCompletionSource mayGoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Backend.Loading = (_, token) => mayGoOn.Task.WaitAsync(token);

        var answers = Enumerable.Range(0, 20).Select(_ => cluster.AskAsync("m")).ToList();
        await cluster.UntilAnyAsync("m", ModelState.Loading);
        mayGoOn.SetResult();

        Assert.All(await Task.WhenAll(answers), version => Assert.Equal("1", version));
        Assert.Equal(1, cluster.Backend.Loads);
    }

    [Fact]
    public async Task A_probe_finds_ready_what_the_first_request_loads_and_does_not_load_it()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository =>
            {
                OnDemand("m")(repository);
                VersionBackend.Write(repository, "far", 1, """ "OnDemand": true, "Placement": { "Labels": { "zone": "moon" } } """);
            },
            configure: Dispatched);
        await cluster.Client.SetAliasAsync(new() { Name = "m@stable", Targets = [new("m")] }, Cancel);

        await cluster.Client.CheckReadyAsync("m", cancellationToken: Cancel);
        await cluster.Client.CheckReadyAsync("m", "1", Cancel);
        await cluster.Client.CheckReadyAsync("m@stable", cancellationToken: Cancel);

        Assert.Equal(0, cluster.Backend.Loads);
        await Assert.ThrowsAsync<ModelNotFoundException>(async () => await cluster.Client.CheckReadyAsync("m", "2", Cancel));
        var nowhere = await Assert.ThrowsAsync<NoWorkerException>(async () => await cluster.Client.CheckReadyAsync("far", cancellationToken: Cancel));
        Assert.Contains("it suits no worker", nowhere.Reason, StringComparison.Ordinal);
        await cluster.AskAsync("m");
        await cluster.Client.CheckReadyAsync("m", cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_request_waits_for_a_load_no_longer_than_its_caller()
    {
        await using var cluster = await RolloutCluster.StartAsync(OnDemand("m"), configure: Dispatched);
        cluster.Backend.Loading = (_, token) => Task.Delay(Timeout.Infinite, token);

        await Assert.ThrowsAsync<DeadlineExceededException>(() => cluster.Client.InferAsync(
            new() { Model = "m", Inputs = [new("x", Tensor.Create(new long[] { 7 }, [1]))], Timeout = TimeSpan.FromMilliseconds(200) }, Cancel));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_refused_with_the_reason()
    {
        await using var cluster = await RolloutCluster.StartAsync(OnDemand("m"), silos: 2, Dispatched);
        cluster.Backend.Break("m", 1, "its file is half a file");

        var refused = await Assert.ThrowsAsync<NoWorkerException>(() => cluster.AskAsync("m"));

        Assert.Contains("its file is half a file", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_larger_than_any_device_is_refused_with_both_numbers()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository => VersionBackend.Write(repository, "m", 1, """ "OnDemand": true, "MemoryBytes": 2000 """), configure: options => WithBudget(options, 1000));

        var refused = await Assert.ThrowsAsync<NoWorkerException>(() => cluster.AskAsync("m"));

        Assert.Contains("2000", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("1000", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_least_recently_used_idle_model_makes_room()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository =>
            {
                foreach (var name in (string[])["a", "b", "c"]) VersionBackend.Write(repository, name, 1, """ "OnDemand": true, "MemoryBytes": 400 """);
            },
            configure: options => WithBudget(options, 1000));
        await cluster.AskAsync("a");
        await cluster.AskAsync("b");
        await cluster.AskAsync("a");

        await cluster.AskAsync("c");

        await cluster.UntilAsync("b", "1", ModelState.Unloaded);
        await cluster.UntilAsync("a", "1", ModelState.Ready);
        Assert.Equal(2, cluster.Backend.Loaded);
        Assert.True(cluster.Backend.MostBytes <= 1000);
    }

    [Fact]
    public async Task A_model_that_nobody_uses_is_unloaded()
    {
        await using var cluster = await RolloutCluster.StartAsync(
            repository => VersionBackend.Write(repository, "m", 1, """ "OnDemand": true, "IdleTimeout": "00:00:00.2" """), configure: Dispatched);
        await cluster.AskAsync("m");

        await cluster.UntilAsync("m", "1", ModelState.Unloaded);
        Assert.Equal(0, cluster.Backend.Loaded);
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task The_least_number_of_replicas_is_there_without_a_request_and_again_after_a_silo_left()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1, """ "MinReplicas": 2, "MaxReplicas": 2 """), silos: 3, Dispatched);
        await cluster.UntilReadyAsync("m", 2);

        var serving = (await cluster.Dispatcher.GetClusterAsync(Cancel)).Workers.First(worker => worker.Models.Any(model => model.State == ModelState.Ready)).Worker.Silo;
        await cluster.Cluster.StopSiloAsync(cluster.Cluster.Silos.First(silo => silo.SiloAddress.Equals(serving)));

        await cluster.UntilReadyAsync("m", 2);
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    private static Action<Models.TemporaryRepository> OnDemand(string name) => repository => VersionBackend.Write(repository, name, 1, """ "OnDemand": true """);

    private static void Dispatched(InferenceOptions options) => (options.RepositoryMode, options.MinResidency) = (RepositoryMode.None, TimeSpan.Zero);

    private static void WithBudget(InferenceOptions options, long bytes)
    {
        Dispatched(options);
        options.Devices = [new() { Name = "cpu", MemoryBytes = bytes }];
    }
}
