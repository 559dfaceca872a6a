namespace Orleans.Inference.Routing;

/// <summary>A token that is cancelled when the caller gives up or when the time is over.</summary>
internal readonly struct Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    private Deadline(CancellationTokenSource source, CancellationToken caller)
    {
        _source = source;
        _caller = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
    }

    public CancellationToken Token => _source.Token;

    public static Deadline Start(TimeSpan timeout, TimeProvider timeProvider, CancellationToken caller) =>
        new(new CancellationTokenSource(timeout, timeProvider), caller);

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
