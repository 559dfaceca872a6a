namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>A time of its own in which things happen in order, and the clock that shows it.</summary>
internal sealed class Timeline : TimeProvider
{
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private long _order;

    public double Seconds { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(Seconds * TimeSpan.TicksPerSecond) + 1;

    public void After(double seconds, Action action) => _events.Enqueue(action, (Seconds + seconds, _order++));

    public void Every(double seconds, Action action) => After(seconds, () =>
    {
        action();
        Every(seconds, action);
    });

    public void RunWhile(Func<bool> goesOn)
    {
        while (goesOn() && _events.TryDequeue(out var action, out var due))
        {
            Seconds = due.At;
            action();
        }
    }
}
