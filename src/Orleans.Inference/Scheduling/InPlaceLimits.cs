namespace Orleans.Inference.Scheduling;

/// <summary>How long a run may be expected to take that is done on the thread of its caller.</summary>
/// <param name="Brief">A brief run is always done in place: it takes less than waking another thread.</param>
/// <param name="Short">A short run is done in place for a caller that lends its thread, while no other work waits for a thread.</param>
internal readonly record struct InPlaceLimits(TimeSpan Brief, TimeSpan Short)
{
    /// <summary>What was measured to be worth it.</summary>
    public static InPlaceLimits Default { get; } = new(TimeSpan.FromMilliseconds(0.025), TimeSpan.FromMilliseconds(0.25));
}
