namespace Orleans.Inference.Benchmarks.Load;

/// <summary>A tick for one caller at a time, from a thread that sleeps: the timers of .NET can be 4 ms late where the kernel ticks at 250 Hz.</summary>
internal sealed class Ticker : IDisposable
{
    private readonly TimeSpan _period;
    private readonly SemaphoreSlim _ticks = new(0, 1);
    private readonly Thread _thread;
    private volatile bool _stopping;

    public Ticker(TimeSpan period)
    {
        _period = period;
        _thread = new(Tick) { IsBackground = true, Name = "ticker" };
        _thread.Start();
    }

    public Task NextAsync() => _ticks.WaitAsync();

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _ticks.Dispose();
    }

    private void Tick()
    {
        while (!_stopping)
        {
            Thread.Sleep(_period);
            if (_ticks.CurrentCount == 0) _ticks.Release();
        }
    }
}
