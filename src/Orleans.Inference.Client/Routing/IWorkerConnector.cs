namespace Orleans.Inference.Routing;

/// <summary>How a router reaches a worker.</summary>
internal interface IWorkerConnector
{
    /// <summary>The way to a worker, for all requests to come.</summary>
    InferDelegate Connect(WorkerId worker);
}

/// <inheritdoc cref="IWorkerGrain.InferAsync"/>
internal delegate Task<InferenceResponse> InferDelegate(InferenceRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken);
