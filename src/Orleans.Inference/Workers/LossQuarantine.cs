namespace Orleans.Inference.Workers;

/// <summary>
/// Lets requests that lost a worker begin one after another. One that has been running for a while without harm makes room, so that long runs do not queue here;
/// nobody waits longer than that either.
/// </summary>
internal sealed class LossQuarantine(TimeProvider timeProvider) : IDisposable
{
    /// <summary>What kills its worker does so sooner than this.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn; it ends when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _turn.WaitAsync(either.Token);
            return new Turn(_turn);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Turn(null);
        }
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim? turn) : IDisposable
    {
        public void Dispose() => turn?.Release();
    }
}
