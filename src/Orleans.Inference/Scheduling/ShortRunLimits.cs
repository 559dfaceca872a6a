namespace Orleans.Inference.Scheduling;

/// <summary>How long a run may be expected to take that is not handed to a lane's thread.</summary>
/// <param name="Brief">A brief run takes less than waking another thread: it is always done by a thread that is awake.</param>
/// <param name="Short">A short run is done by a caller that lends its thread, while no other work waits for a thread.</param>
internal readonly record struct ShortRunLimits(TimeSpan Brief, TimeSpan Short)
{
    /// <summary>A run that takes this long is ended when its caller gives up; others are over before it matters.</summary>
    public static readonly TimeSpan WorthEnding = TimeSpan.FromMilliseconds(2);

    /// <summary>What was measured to be worth it on a processor. A driver may hang for long, so a GPU is used by lanes' threads alone.</summary>
    public static ShortRunLimits Of(DeviceKind device) =>
        device == DeviceKind.Cpu ? new(TimeSpan.FromMilliseconds(0.025), TimeSpan.FromMilliseconds(0.5)) : default;
}
