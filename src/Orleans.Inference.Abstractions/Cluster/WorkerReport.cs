using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What changes all the time about a worker.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="QueueLength">Requests that wait or run on it.</param>
/// <param name="Models">How fast its models are, and what waits for them.</param>
/// <param name="OldestRun">The run that is under way for the longest, which tells of a device that hangs; <see langword="null"/> when none is.</param>
/// <param name="Revision">The revision of its status: who knows an older one asks for it.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerReport")]
public sealed record WorkerReport(WorkerId Worker, int QueueLength, ImmutableArray<ModelLoad> Models, RunningBatch? OldestRun = null, long Revision = 0);

/// <summary>How fast a model is on one worker, and what waits for it.</summary>
/// <param name="Model">The model and its version.</param>
/// <param name="Speed">Rows per second while busy, exponentially weighted.</param>
/// <param name="Waiting">Requests that wait for it.</param>
/// <param name="IdleFor">For how long nothing has used it.</param>
/// <param name="RowsRun">How many rows it has answered since it was loaded.</param>
[GenerateSerializer, Immutable, Alias("inference.ModelLoad")]
public readonly record struct ModelLoad(ModelKey Model, double Speed, int Waiting = 0, TimeSpan IdleFor = default, long RowsRun = 0);

/// <summary>A run that is under way on a device.</summary>
/// <param name="Model">The model and its version.</param>
/// <param name="Age">How long it has been running.</param>
/// <param name="Usual">How long a run of this model and size usually takes; zero where none was measured.</param>
[GenerateSerializer, Immutable, Alias("inference.RunningBatch")]
public sealed record RunningBatch(ModelKey Model, TimeSpan Age, TimeSpan Usual);
