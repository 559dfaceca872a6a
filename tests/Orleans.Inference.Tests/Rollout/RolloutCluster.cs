using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Rollout;

/// <summary>A cluster that serves a repository of which models come and go.</summary>
internal sealed class RolloutCluster : IAsyncDisposable
{
    private RolloutCluster(InferenceCluster cluster, TemporaryRepository repository, VersionBackend backend) => (Cluster, Repository, Backend) = (cluster, repository, backend);

    public InferenceCluster Cluster { get; }

    public TemporaryRepository Repository { get; }

    public VersionBackend Backend { get; }

    public IInferenceClient Client => Cluster.Client;

    public IDispatcherGrain Dispatcher => Cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    public static async Task<RolloutCluster> StartAsync(Action<TemporaryRepository> fill, short silos = 1, Action<InferenceOptions>? configure = null, Action<ISiloBuilder>? configureSilo = null)
    {
        TemporaryRepository repository = new();
        fill(repository);
        VersionBackend backend = new();
        var cluster = await InferenceCluster.StartAsync(
            silos,
            options =>
            {
                options.ModelRepository = repository.Folder;
                options.RepositoryMode = RepositoryMode.Explicit;
                options.StartupModels = ["*"];
                configure?.Invoke(options);
                if (options.RepositoryMode != RepositoryMode.Explicit) options.StartupModels = [];
            },
            configureSilo: (_, silo) =>
            {
                silo.Services.AddSingleton<IModelBackend>(backend);
                configureSilo?.Invoke(silo);
            });
        return new(cluster, repository, backend);
    }

    /// <summary>Which version answers.</summary>
    public async Task<string> AskAsync(string model, string? version = null)
    {
        var response = await Client.InferAsync(new() { Model = model, Version = version, Inputs = [new("x", Tensor.Create(new long[] { 7 }, [1]))] }, TestContext.Current.CancellationToken);
        Assert.Equal(response.Version, $"{response.Get<long>()[0]}"); // the answer is that version's
        return response.Version;
    }

    /// <summary>Waits until all workers have a version in a state.</summary>
    public Task UntilAsync(string model, string version, ModelState state) =>
        UntilAsync(workers => workers.All(worker => worker.Models.Any(status => status.Name == model && status.Version == version && status.State == state)));

    /// <summary>Waits until a version answers who asks for none; whatever answers until then answers rightly.</summary>
    public async Task UntilAnswersAsync(string model, string version)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await TryAskAsync(model) != version) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until nobody knows a model.</summary>
    public async Task UntilUnknownAsync(string model)
    {
        await UntilAsync(workers => !workers.Any(worker => worker.Models.Any(status => status.Name == model)));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await TryAskAsync(model) is not null) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string?> TryAskAsync(string model)
    {
        try
        {
            return await AskAsync(model);
        }
        catch (ModelNotFoundException)
        {
            return null;
        }
        catch (NoWorkerException)
        {
            return ""; // it comes or goes
        }
    }

    /// <summary>Waits until any worker has a model in a state.</summary>
    public Task UntilAnyAsync(string model, ModelState state) => UntilAsync(workers => workers.Any(worker => Has(worker, model, state)));

    /// <summary>Waits until a number of workers serve a model.</summary>
    public Task UntilReadyAsync(string model, int workers) => UntilAsync(all => all.Count(worker => Has(worker, model, ModelState.Ready)) == workers);

    private static bool Has(WorkerStatus worker, string model, ModelState state) => worker.Models.Any(status => status.Name == model && status.State == state);

    private async Task UntilAsync(Func<IReadOnlyList<WorkerStatus>, bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition((await Dispatcher.GetClusterAsync(TestContext.Current.CancellationToken)).Workers)) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Repository.Dispose();
    }
}
