using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What changes all the time about a worker.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="QueueLength">Requests that wait or run on it.</param>
/// <param name="Speeds">Its measured speeds.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerReport")]
public sealed record WorkerReport(WorkerId Worker, int QueueLength, ImmutableArray<ModelSpeed> Speeds);

/// <summary>How fast a model is on one worker.</summary>
/// <param name="Model">The model and its version.</param>
/// <param name="Speed">Rows per second while busy, exponentially weighted.</param>
[GenerateSerializer, Immutable, Alias("inference.ModelSpeed")]
public readonly record struct ModelSpeed(ModelKey Model, double Speed);
