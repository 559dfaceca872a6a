namespace Orleans.Inference.Devices;

/// <summary>The memory of a device that its models share. Nothing is taken above the budget.</summary>
internal sealed class DeviceMemory(long budget)
{
    private long _used;

    public long Budget { get; } = budget;

    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes a part of what is free.</summary>
    /// <returns>Whether there was enough.</returns>
    public bool TryTake(long bytes)
    {
        for (var used = Used; used + bytes <= Budget; used = Used)
        {
            if (Interlocked.CompareExchange(ref _used, used + bytes, used) == used) return true;
        }

        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}
