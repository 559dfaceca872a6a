namespace Orleans.Inference.Routing;

/// <summary>How a router reaches a worker.</summary>
internal interface IWorkerConnector
{
    /// <summary>The way to a worker, for all requests to come.</summary>
    WorkerConnection Connect(WorkerRoute worker);
}

/// <summary>The way to a worker.</summary>
/// <param name="InferAsync">Runs a model there.</param>
/// <param name="Remote">How it is probed; <see langword="null"/> for a worker of this process.</param>
internal readonly record struct WorkerConnection(InferDelegate InferAsync, RemoteWorker? Remote);

/// <summary>A worker of another process.</summary>
/// <param name="InferAfterLossAsync">Runs a request there that was on another worker when that died.</param>
/// <param name="TakeTurnAsync">Asks for the turn of such a request.</param>
/// <param name="PingAsync">Asks it for a sign of life.</param>
/// <param name="Grain">Its grain, by which Orleans chooses the way to it.</param>
internal sealed record RemoteWorker(InferAfterLossDelegate InferAfterLossAsync, TakeTurnDelegate TakeTurnAsync, PingDelegate PingAsync, GrainId Grain);

/// <inheritdoc cref="IWorkerGrain.InferAsync"/>
internal delegate Task<InferenceResponse> InferDelegate(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken);

/// <inheritdoc cref="IWorkerGrain.InferAfterLossAsync"/>
internal delegate Task<InferenceResponse> InferAfterLossDelegate(InferenceRequest request, TimeSpan timeRemaining, Guid turn, CancellationToken cancellationToken);

/// <inheritdoc cref="IWorkerGrain.TakeTurnAsync"/>
internal delegate Task<bool> TakeTurnDelegate(Guid turn, CancellationToken cancellationToken);

/// <inheritdoc cref="IWorkerGrain.PingAsync"/>
internal delegate Task PingDelegate(CancellationToken cancellationToken);
