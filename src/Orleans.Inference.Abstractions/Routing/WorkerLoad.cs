namespace Orleans.Inference;

/// <summary>How busy a worker is for one model.</summary>
/// <param name="QueueLength">Requests of all models that wait or run on the worker.</param>
/// <param name="Speed">Rows per second of this model while the worker is busy with it, exponentially weighted.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerLoad")]
public readonly record struct WorkerLoad(int QueueLength, double Speed);
