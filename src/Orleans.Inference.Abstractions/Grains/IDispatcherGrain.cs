namespace Orleans.Inference;

/// <summary>
/// The dispatcher: the singleton that knows every worker and says who serves what, under which policy. Its key is <see cref="Key"/>.
/// Everything it knows it was told by workers, and is told again after it moved.
/// </summary>
[Alias("inference.IDispatcherGrain")]
public interface IDispatcherGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the only dispatcher there is.</summary>
    const long Key = 0;

    /// <summary>Makes a worker and all its models known, replacing what was known of it.</summary>
    /// <param name="status">The worker's models, its load and where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Register")]
    Task RegisterAsync(WorkerStatus status, CancellationToken cancellationToken = default);

    /// <summary>A sign of life with what changes all the time.</summary>
    /// <param name="report">The worker's queue and speeds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when the dispatcher does not know the worker, or not its newest status: it must register again.</returns>
    [Alias("Report")]
    Task<bool> ReportAsync(WorkerReport report, CancellationToken cancellationToken = default);

    /// <summary>A worker's goodbye: it leaves the table at once.</summary>
    /// <param name="worker">The worker that leaves.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Unregister")]
    Task UnregisterAsync(WorkerId worker, CancellationToken cancellationToken = default);

    /// <summary>Gives a router what is new since the table it holds, and remembers it for pushes for a while.</summary>
    /// <param name="held">The table that the router holds.</param>
    /// <param name="observer">Who is told of changes from now on until the renewals stop; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the router is up to date.</returns>
    [Alias("Renew")]
    Task<RouteTableUpdate?> RenewAsync(RouteTableStamp held, IRouteTableObserver? observer, CancellationToken cancellationToken = default);

    /// <summary>A router's goodbye: it is not told of changes any more.</summary>
    /// <param name="observer">The observer given with the renewals.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(IRouteTableObserver observer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Routes and forwards one request, for callers that hold only an Orleans client: same answers and errors as
    /// <see cref="IInferenceClient"/>, one more hop, and every tensor through one silo.
    /// </summary>
    /// <param name="request">The model, its inputs and how the call is to be treated.</param>
    /// <param name="cancellationToken">Gives up: the request leaves the worker's queue.</param>
    /// <inheritdoc cref="IInferenceClient.InferAsync"/>
    [ResponseTimeout("01:05:00")] // above every deadline: the deadline ends a call, not Orleans
    [Alias("Infer")]
    Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Chooses the worker for one request by the model's dispatch policy, for callers that send it there themselves. It counts as sent at once, and until the
    /// worker's next report.
    /// </summary>
    /// <param name="model">The model's name; an alias is none, as its answer would not say which model to ask the worker for.</param>
    /// <param name="version">The version, or <see langword="null"/> for the highest one served.</param>
    /// <param name="affinityKey">What <see cref="InferenceRequest.AffinityKey"/> would say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ModelNotFoundException">No worker knows the model; says which models there are.</exception>
    /// <exception cref="NoWorkerException">The model is known, and no worker is ready to serve it.</exception>
    [Alias("ChooseWorker")]
    Task<WorkerId> ChooseWorkerAsync(string model, string? version = null, string? affinityKey = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sees to it that a model that is loaded on demand is served by at least one worker. Callers that ask at the same time share one load. Returns when it is
    /// served, but after half a second at the latest: ask again.
    /// </summary>
    /// <param name="model">The model and its version.</param>
    /// <param name="cancellationToken">Gives up waiting; the load goes on.</param>
    /// <exception cref="ModelNotFoundException">No worker knows the model.</exception>
    /// <exception cref="NoWorkerException">No worker can load it; says why.</exception>
    [Alias("Demand")]
    Task DemandAsync(ModelKey model, CancellationToken cancellationToken = default);

    /// <summary>Asks every worker for its models anew. The table is never emptied for it: each worker's entry stays until its answer replaces it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Refresh")]
    Task RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes in the aliases as <see cref="ITrafficGrain"/> keeps them, now instead of within a second.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("FollowAliases")]
    Task FollowAliasesAsync(CancellationToken cancellationToken = default);

    /// <summary>Everything that the dispatcher knows.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("GetCluster")]
    Task<ClusterStatus> GetClusterAsync(CancellationToken cancellationToken = default);
}
