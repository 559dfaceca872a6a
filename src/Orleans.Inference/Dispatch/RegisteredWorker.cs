namespace Orleans.Inference.Dispatch;

/// <summary>A worker as it described itself, and when it last gave a sign of life, as a timestamp.</summary>
internal sealed record RegisteredWorker(WorkerStatus Status, long HeardAt)
{
    /// <summary>The run that was under way for the longest when it reported.</summary>
    public RunningBatch? OldestRun { get; init; }
}
