namespace Orleans.Inference.Routing;

/// <summary>How a router reaches a worker.</summary>
internal interface IWorkerConnector
{
    /// <summary>The way to a worker, for all requests to come.</summary>
    WorkerConnection Connect(WorkerId worker);
}

/// <summary>The way to a worker.</summary>
/// <param name="InferAsync">Runs a model there.</param>
/// <param name="Remote">The worker's grain; <see langword="null"/> for a worker of this process.</param>
internal readonly record struct WorkerConnection(InferDelegate InferAsync, IWorkerGrain? Remote);

/// <inheritdoc cref="IWorkerGrain.InferAsync"/>
internal delegate Task<InferenceResponse> InferDelegate(InferenceRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken);

/// <inheritdoc cref="IWorkerGrain.PingAsync"/>
internal delegate Task PingDelegate(CancellationToken cancellationToken);
