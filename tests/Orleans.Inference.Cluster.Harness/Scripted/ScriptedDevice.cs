namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>A device that can be wedged: while it is, none of its runs ends, old or new.</summary>
internal sealed class ScriptedDevice(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _hangsUntil;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Blocks the lane for the time of a run, and for as long as the device hangs.</summary>
    public void Take(TimeSpan duration)
    {
        var end = Now + duration;
        lock (_gate)
        {
            while (Rest(end) is var rest && rest > TimeSpan.Zero) Monitor.Wait(_gate, rest);
        }
    }

    public void Hang(TimeSpan duration)
    {
        lock (_gate) _hangsUntil = Now + duration;
    }

    private TimeSpan Rest(TimeSpan end) => TimeSpan.FromMilliseconds(Math.Ceiling(((end > _hangsUntil ? end : _hangsUntil) - Now).TotalMilliseconds));
}
