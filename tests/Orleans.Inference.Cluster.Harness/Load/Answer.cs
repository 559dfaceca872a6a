namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>What a caller was told.</summary>
/// <param name="Value">What the model computed.</param>
/// <param name="ProcessId">The process that ran it.</param>
/// <param name="Execution">Which of that process's executions it was.</param>
internal readonly record struct Answer(long Value, int ProcessId, long Execution)
{
    public static Answer Of(ReadOnlySpan<long> elements) => new(elements[0], (int)elements[1], elements[2]);
}
