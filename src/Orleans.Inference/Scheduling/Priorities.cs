namespace Orleans.Inference.Scheduling;

/// <summary>The priority classes, the highest first.</summary>
internal static class Priorities
{
    public const int Count = (int)InferencePriority.Bulk + 1;
}
