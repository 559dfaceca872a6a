using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Cluster;

namespace Orleans.Inference.Tests.Rollout;

public sealed class LoadingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_version_takes_over_and_the_old_one_goes()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        Assert.Equal("1", await cluster.AskAsync("m"));

        VersionBackend.Write(cluster.Repository, "m", 2);
        var outcomes = await cluster.Client.LoadModelAsync("m", cancellationToken: Cancel);

        Assert.Equal([("2", ModelState.Ready), ("1", ModelState.Unloaded)], outcomes.Select(outcome => (outcome.Model.Version, outcome.State)));
        Assert.All(outcomes, outcome => Assert.True(outcome.Succeeded));
        Assert.Equal("2", await cluster.AskAsync("m"));
        Assert.Equal(1, cluster.Backend.Loaded);
        await Assert.ThrowsAsync<ModelNotFoundException>(() => cluster.AskAsync("m", "1"));
    }

    [Fact]
    public async Task A_version_that_cannot_be_loaded_keeps_the_old_one_and_says_why()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1), silos: 2);
        VersionBackend.Write(cluster.Repository, "m", 2);
        cluster.Backend.Break("m", 2, "its file is half a file");

        var outcomes = await cluster.Client.LoadModelAsync("m", cancellationToken: Cancel);

        Assert.Equal(2, outcomes.Length);
        Assert.All(outcomes, outcome => Assert.Equal((ModelState.Failed, "its file is half a file"), (outcome.State, outcome.Reason)));
        Assert.Equal("1", await cluster.AskAsync("m"));
        Assert.Equal(2, cluster.Backend.Loaded);
    }

    [Fact]
    public async Task A_version_is_loaded_beside_another_one_and_rolled_back()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        VersionBackend.Write(cluster.Repository, "m", 2);

        await cluster.Client.LoadModelAsync("m", new() { Version = "2" }, cancellationToken: Cancel);
        Assert.Equal(["1", "2", "2"], [await cluster.AskAsync("m", "1"), await cluster.AskAsync("m", "2"), await cluster.AskAsync("m")]);

        await cluster.Client.UnloadModelAsync("m", new() { Version = "2" }, cancellationToken: Cancel);
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task A_model_is_unloaded_on_one_worker_and_answered_by_the_others()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1), silos: 2);
        var silo = (await cluster.Dispatcher.GetClusterAsync(Cancel)).Workers[0].SiloName;

        var outcome = Assert.Single(await cluster.Client.UnloadModelAsync("m", new() { Workers = [silo] }, cancellationToken: Cancel));

        Assert.Equal(ModelState.Unloaded, outcome.State);
        for (var i = 0; i < 20; i++) Assert.NotEqual(outcome.Worker, (await cluster.Client.InferAsync("m", Tensor.Create(new long[] { 1 }, [1]), Cancel)).Worker);
        Assert.Equal(1, cluster.Backend.Loaded);
    }

    [Fact]
    public async Task An_unload_that_is_asked_for_during_a_load_comes_after_it()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1), configure: options => options.StartupModels = []);
        TaskCompletionSource mayGoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Backend.Loading = (_, token) => mayGoOn.Task.WaitAsync(token);
        var load = cluster.Client.LoadModelAsync("m", cancellationToken: Cancel);
        await cluster.UntilAsync("m", "1", ModelState.Loading);

        var unload = cluster.Client.UnloadModelAsync("m", new() { Version = "1" }, cancellationToken: Cancel);
        mayGoOn.SetResult();

        Assert.Equal(ModelState.Ready, Assert.Single(await load).State);
        Assert.Equal(ModelState.Unloaded, Assert.Single(await unload).State);
        Assert.Equal(0, cluster.Backend.Loaded);
    }

    [Fact]
    public async Task A_silo_stays_ready_while_a_model_answers_its_last_requests_and_goes()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        var last = cluster.Client.InferAsync("m", Tensor.Create(new[] { VersionBackend.Held }, [1]), Cancel);
        await InferenceCluster.Until(() => cluster.Backend.HeldRuns > 0);

        var unload = cluster.Client.UnloadModelAsync("m", cancellationToken: Cancel);
        await cluster.UntilAsync("m", "1", ModelState.Unloading);

        Assert.Null(cluster.Cluster.Services(cluster.Cluster.Silos[0]).GetRequiredService<IInferenceReadiness>().Missing);
        Assert.False(unload.IsCompleted);
        cluster.Backend.Release.Set();
        Assert.Equal("1", (await last).Version);
        Assert.Equal(ModelState.Unloaded, Assert.Single(await unload).State);
    }

    [Fact]
    public async Task Progress_tells_each_worker_as_it_is_done()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1), silos: 2);
        Progress progress = new();

        var outcomes = await cluster.Client.LoadModelAsync("m", new() { Reload = true }, progress, Cancel);

        Assert.Equal(outcomes.Select(outcome => outcome.Worker.ToString()).Order(), progress.Reported.Select(outcome => outcome.Worker.ToString()).Order());
        Assert.Equal(4, cluster.Backend.Loads);
        Assert.Equal(2, cluster.Backend.Loaded);
    }

    [Fact]
    public async Task What_is_not_there_or_not_allowed_is_said()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1));

        Assert.Contains("no model 'x'", Assert.Single(await cluster.Client.LoadModelAsync("x", cancellationToken: Cancel)).Reason, StringComparison.Ordinal);
        Assert.Contains("no version '7'", Assert.Single(await cluster.Client.LoadModelAsync("m", new() { Version = "7" }, cancellationToken: Cancel)).Reason, StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<InvalidInputException>(() => cluster.Client.LoadModelAsync("m", new() { Workers = ["moon"] }, cancellationToken: Cancel));
        Assert.Contains("moon", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task A_repository_that_is_not_loaded_by_calls_refuses_them()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1), configure: options => options.RepositoryMode = RepositoryMode.None);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => cluster.Client.LoadModelAsync("m", cancellationToken: Cancel));

        Assert.Contains("Explicit", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Progress : IProgress<ModelOutcome>
    {
        public System.Collections.Concurrent.ConcurrentQueue<ModelOutcome> Reported { get; } = new();

        public void Report(ModelOutcome value) => Reported.Enqueue(value);
    }
}
