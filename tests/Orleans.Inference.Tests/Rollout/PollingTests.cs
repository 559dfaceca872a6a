using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Rollout;

public sealed class PollingTests
{
    [Fact]
    public async Task A_new_model_is_served_and_a_deleted_one_goes()
    {
        await using var cluster = await StartAsync(repository => VersionBackend.Write(repository, "m", 1));

        VersionBackend.Write(cluster.Repository, "n", 1);
        await cluster.UntilAnswersAsync("n", "1");

        Directory.Delete(cluster.Repository.PathOf("m"), recursive: true);
        await cluster.UntilUnknownAsync("m");
        await InferenceCluster.Until(() => cluster.Backend.Loaded == 1);
        Assert.Equal("1", await cluster.AskAsync("n"));
    }

    [Fact]
    public async Task A_new_version_takes_over_on_every_worker_without_a_request_refused()
    {
        await using var cluster = await StartAsync(repository => VersionBackend.Write(repository, "m", 1), silos: 2);

        VersionBackend.Write(cluster.Repository, "m", 2);

        while (await cluster.AskAsync("m") != "2") await Task.Yield();
        await cluster.UntilAsync("m", "2", ModelState.Ready);
        await InferenceCluster.Until(() => cluster.Backend.Loaded == 2); // one a worker
    }

    [Fact]
    public async Task Changed_files_of_the_same_version_are_loaded_anew()
    {
        await using var cluster = await StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        Assert.Equal(1, cluster.Backend.Loads);

        cluster.Repository.With("m/1/model.txt", "other weights");

        while (cluster.Backend.Loads < 2) Assert.Equal("1", await cluster.AskAsync("m"));
        await InferenceCluster.Until(() => cluster.Backend.Loaded == 1);
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task What_is_said_of_a_model_is_taken_up_when_it_changes()
    {
        await using var cluster = await StartAsync(repository => VersionBackend.Write(repository, "m", 1));

        cluster.Repository.With("m/model.json", """{ "Backend": "version", "MaxBatchSize": 4 }""");

        await InferenceCluster.Until(() => cluster.Cluster.RouteTable.TryFind("m", "1") is { Route.Metadata.MaxBatchSize: 4 });
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task A_new_version_that_cannot_be_loaded_keeps_the_old_one_until_one_can()
    {
        await using var cluster = await StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        cluster.Backend.Break("m", 2, "its file is half a file");

        VersionBackend.Write(cluster.Repository, "m", 2);
        await cluster.UntilAsync("m", "2", ModelState.Failed);
        Assert.Equal("1", await cluster.AskAsync("m"));

        VersionBackend.Write(cluster.Repository, "m", 3);
        await cluster.UntilAnswersAsync("m", "3");
        await InferenceCluster.Until(() => cluster.Backend.Loaded == 1);
    }

    [Fact]
    public async Task A_repository_that_is_away_changes_nothing_and_is_followed_when_it_is_back()
    {
        Warnings warnings = new();
        await using var cluster = await StartAsync(repository => VersionBackend.Write(repository, "m", 1), configureSilo: silo => silo.Services.AddSingleton<ILoggerProvider>(warnings));
        var away = $"{cluster.Repository.Folder}-away";

        Directory.Move(cluster.Repository.Folder, away);
        await InferenceCluster.Until(() => warnings.Any(text => text.Contains(cluster.Repository.Folder, StringComparison.Ordinal)));
        Assert.Equal("1", await cluster.AskAsync("m"));
        Directory.Move(away, cluster.Repository.Folder);

        VersionBackend.Write(cluster.Repository, "m", 2);
        await cluster.UntilAnswersAsync("m", "2");
        Assert.Equal(2, cluster.Backend.Loads); // what came back as it was is not loaded again
    }

    private static Task<RolloutCluster> StartAsync(Action<TemporaryRepository> fill, short silos = 1, Action<ISiloBuilder>? configureSilo = null) => RolloutCluster.StartAsync(
        fill,
        silos,
        options =>
        {
            options.RepositoryMode = RepositoryMode.Poll;
            options.RepositoryPollPeriod = TimeSpan.FromMilliseconds(50);
            options.RepositorySettleTime = TimeSpan.FromMilliseconds(100);
        },
        configureSilo);

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _texts = new();

        public bool Any(Func<string, bool> condition) => _texts.Any(condition);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) _texts.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
