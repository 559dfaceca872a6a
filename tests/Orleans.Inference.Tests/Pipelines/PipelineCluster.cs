using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Devices;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Pipelines;

/// <summary>A cluster of which each silo has a repository of its own.</summary>
internal sealed class PipelineCluster : IAsyncDisposable
{
    private readonly List<TemporaryRepository> _repositories;

    private PipelineCluster(InferenceCluster cluster, List<TemporaryRepository> repositories) => (Cluster, _repositories) = (cluster, repositories);

    public InferenceCluster Cluster { get; }

    public IInferenceClient Client => Cluster.Client;

    public IDispatcherGrain Dispatcher => Cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    /// <summary>The repository of the first silo.</summary>
    public TemporaryRepository Repository => _repositories[0];

    /// <summary>The first silo's device, which has one lane.</summary>
    public ServedDevice Device => Cluster.Services(Cluster.Silos[0]).GetRequiredService<DeviceHost>().Devices[0];

    /// <param name="backend">What runs the steps; all silos share it.</param>
    /// <param name="fill">What the repository of each silo has.</param>
    public static Task<PipelineCluster> StartAsync(StepBackend backend, params Action<TemporaryRepository>[] fill) => StartAsync(backend, RepositoryMode.Explicit, fill);

    /// <param name="backend">What runs the steps; all silos share it.</param>
    /// <param name="mode">When models are loaded.</param>
    /// <param name="fill">What the repository of each silo has.</param>
    public static async Task<PipelineCluster> StartAsync(StepBackend backend, RepositoryMode mode, params Action<TemporaryRepository>[] fill)
    {
        List<TemporaryRepository> repositories = [.. fill.Select(_ => new TemporaryRepository())];
        for (var i = 0; i < fill.Length; i++) fill[i](repositories[i]);
        var cluster = await InferenceCluster.StartAsync(
            (short)fill.Length,
            options =>
            {
                options.RepositoryMode = mode;
                options.StartupModels = mode == RepositoryMode.Explicit ? ["*"] : [];
                options.Devices = [new() { Name = "cpu", Lanes = 1 }];
            },
            configureSilo: (number, silo) =>
            {
                silo.Services.AddSingleton<IModelBackend>(backend);
                silo.Services.Configure<InferenceOptions>(options => options.ModelRepository = repositories[number].Folder);
            });
        return new(cluster, repositories);
    }

    /// <summary>The answer to whole numbers.</summary>
    public async Task<IReadOnlyList<long>> AskAsync(string model, params long[] numbers) => (await InferAsync(model, numbers)).Get<long>();

    public Task<InferenceResponse> InferAsync(string model, params long[] numbers) => Client.InferAsync(Request(model, numbers), TestContext.Current.CancellationToken);

    public static InferenceRequest Request(string model, params long[] numbers) => Request(model, [], null, numbers);

    public static InferenceRequest Request(string model, string[] outputs, TimeSpan? timeout, params long[] numbers) =>
        new() { Model = model, Inputs = [new("", Tensor.Create(numbers, [numbers.Length]))], Outputs = [.. outputs], Timeout = timeout };

    /// <summary>Waits until a model is in a state on a number of workers.</summary>
    public async Task<ModelStatus> UntilAsync(string model, ModelState state, int workers = 1, Func<ModelStatus, bool>? also = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var cluster = await Dispatcher.GetClusterAsync(patience.Token);
            var found = cluster.Workers.SelectMany(worker => worker.Models).Where(status => status.Name == model && status.State == state && also?.Invoke(status) != false).ToList();
            if (found.Count >= workers && (state != ModelState.Ready || Cluster.RouteTable.TryFind(model, null) is { Destinations.IsEmpty: false })) return found[0];
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Waits until no request of a pipeline is under way on the first silo, whatever still runs on its lanes.</summary>
    public Task UntilNothingRunsAsync(string pipeline) =>
        InferenceCluster.Until(() => Device.Scheduler.RunningOf(Device.ServedModels.Single(model => model.Key.Name == pipeline)) == 0);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        foreach (var repository in _repositories) repository.Dispose();
    }
}

/// <summary>What the tests put into repositories.</summary>
internal static class PipelineRepositories
{
    /// <summary>Models of the test's backend.</summary>
    public static TemporaryRepository WithSteps(this TemporaryRepository repository, params string[] names)
    {
        foreach (var name in names) repository.With($"{name}/1/model.txt", "").With($"{name}/model.json", """{ "Backend": "steps", "MaxBatchSize": 1 }""");
        return repository;
    }

    public static TemporaryRepository WithPipeline(this TemporaryRepository repository, string name, string steps, string more = "") =>
        repository.With($"{name}/1/model.json", $$"""{ "Steps": [{{steps}}]{{(more.Length > 0 ? $", {more}" : "")}} }""");

    /// <summary>Doubles, then adds one.</summary>
    public static TemporaryRepository WithOddPipeline(this TemporaryRepository repository, string name = "odd") => repository.WithPipeline(
        name,
        """{ "Model": "double", "Outputs": { "y": "doubled" } }, { "Model": "increment", "Inputs": { "x": "doubled" }, "Outputs": { "y": "odd" } }""");
}
