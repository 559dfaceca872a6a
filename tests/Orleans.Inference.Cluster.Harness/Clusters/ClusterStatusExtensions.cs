using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Cluster.Harness.Clusters;

/// <summary>Asks the dispatcher, which may be moving.</summary>
internal static class ClusterStatusExtensions
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    extension(WorkerStatus worker)
    {
        /// <summary>Whether it takes requests for its models.</summary>
        public bool IsServing => worker is { State: WorkerState.Serving, Models.IsEmpty: false } && worker.Models.All(model => model.State == ModelState.Ready || model is { State: ModelState.Unloaded, Replicas.OnDemand: true });
    }

    /// <summary>What the dispatcher knows.</summary>
    public static Task<ClusterStatus> GetStatusAsync(this ExternalClient client) => client.Grains.GetStatusAsync();

    /// <summary>What the dispatcher knows.</summary>
    public static async Task<ClusterStatus> GetStatusAsync(this IGrainFactory grains)
    {
        ClusterStatus? known = null;
        await grains.UntilAsync("the dispatcher answers", Limit, status => (known = status) is not null);
        return known!;
    }

    /// <summary>Waits until the dispatcher knows something.</summary>
    public static Task UntilAsync(this ExternalClient client, string what, TimeSpan limit, Func<ClusterStatus, bool> condition) =>
        client.Grains.UntilAsync(what, limit, condition);

    /// <summary>Waits until the dispatcher knows something.</summary>
    public static async Task UntilAsync(this IGrainFactory grains, string what, TimeSpan limit, Func<ClusterStatus, bool> condition)
    {
        var seen = "nothing";
        try
        {
            await Patience.UntilAsync(what, limit, AskAsync);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} The dispatcher said: {seen}", exception);
        }

        async Task<bool> AskAsync(CancellationToken cancellationToken)
        {
            try
            {
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                attempt.CancelAfter(AttemptLimit);
                var status = await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(attempt.Token).WaitAsync(attempt.Token);
                seen = Describe(status);
                return condition(status);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                seen = exception.Message;
                return false;
            }
        }
    }

    private static string Describe(ClusterStatus status) =>
        $"silos {string.Join(", ", status.Silos.Select(silo => $"{silo.Name} {silo.Status}"))}; workers {string.Join(", ", status.Workers.Select(Describe))}";

    private static string Describe(WorkerStatus worker) =>
        $"{worker.SiloName} {worker.State} {string.Join(' ', worker.Models.Select(model => $"{model.Name} {model.State}"))}";
}
