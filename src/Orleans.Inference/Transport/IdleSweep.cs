namespace Orleans.Inference.Transport;

/// <summary>Drops every few seconds what nobody came for. It begins with the first thing that there is to drop.</summary>
internal sealed class IdleSweep(Action drop, TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private ITimer? _timer;

    public void Start()
    {
        if (_timer is not null) return;
        var timer = timeProvider.CreateTimer(static drop => ((Action)drop!)(), drop, Period, Period);
        if (Interlocked.CompareExchange(ref _timer, timer, null) is not null) timer.Dispose();
    }

    public void Dispose() => _timer?.Dispose();
}
