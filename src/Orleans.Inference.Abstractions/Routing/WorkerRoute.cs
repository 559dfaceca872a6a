namespace Orleans.Inference;

/// <summary>A worker that serves a model.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Speed">
/// Rows per second of the model on this worker as the dispatcher last published it: a weight, not a load. It is published again
/// when it changes by more than a quarter.
/// </param>
/// <param name="Location">Where it is.</param>
/// <param name="Data">Where its silo takes data connections; <see langword="null"/> where it takes none.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerRoute")]
public readonly record struct WorkerRoute(WorkerId Worker, double Speed, WorkerLocation Location = default, DataEndpoint? Data = null);
