namespace Orleans.Inference.Failover;

/// <summary>Counts the changes of suspicion of all workers, so that nobody has to look at a thousand workers to find that nothing changed.</summary>
internal sealed class Suspicions
{
    private long _version;

    public long Version => Volatile.Read(ref _version);

    public void Change() => Interlocked.Increment(ref _version);
}
