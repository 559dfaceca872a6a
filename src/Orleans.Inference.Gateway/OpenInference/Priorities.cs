namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>
/// The protocol's priorities, of which 1 is the highest and 0 means the server's default, as this system's classes.
/// <see cref="InferencePriority.System"/> is out of the reach of callers from outside.
/// </summary>
internal static class Priorities
{
    public static InferencePriority Of(long priority) => priority switch
    {
        0 => InferencePriority.Default,
        1 => InferencePriority.Interactive,
        2 => InferencePriority.Default,
        _ => InferencePriority.Bulk,
    };
}
