using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What changes all the time about a worker.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="QueueLength">Requests that wait or run on it.</param>
/// <param name="Speeds">Its measured speeds.</param>
/// <param name="OldestRun">The run that is under way for the longest, which tells of a device that hangs; <see langword="null"/> when none is.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerReport")]
public sealed record WorkerReport(WorkerId Worker, int QueueLength, ImmutableArray<ModelSpeed> Speeds, RunningBatch? OldestRun = null);

/// <summary>How fast a model is on one worker.</summary>
/// <param name="Model">The model and its version.</param>
/// <param name="Speed">Rows per second while busy, exponentially weighted.</param>
[GenerateSerializer, Immutable, Alias("inference.ModelSpeed")]
public readonly record struct ModelSpeed(ModelKey Model, double Speed);

/// <summary>A run that is under way on a device.</summary>
/// <param name="Model">The model and its version.</param>
/// <param name="Age">How long it has been running.</param>
/// <param name="Usual">How long a run of this model and size usually takes; zero where none was measured.</param>
[GenerateSerializer, Immutable, Alias("inference.RunningBatch")]
public sealed record RunningBatch(ModelKey Model, TimeSpan Age, TimeSpan Usual);
