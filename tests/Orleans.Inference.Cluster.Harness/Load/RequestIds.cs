namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>Ids that no other request has, of this process or another.</summary>
internal static class RequestIds
{
    private static long _next = (long)Environment.ProcessId << 32;

    /// <returns>The first of so many in a row.</returns>
    public static long Take(int count = 1) => Interlocked.Add(ref _next, count) - count;
}
