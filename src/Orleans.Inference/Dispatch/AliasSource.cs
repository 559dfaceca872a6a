using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Dispatch;

/// <summary>Keeps what the dispatcher hands out of aliases as the grain has them that stores them: asked at the start, at each change, and every second.</summary>
internal sealed partial class AliasSource(ITrafficGrain traffic, RouteTablePublisher table, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private long? _askedAt;
    private bool _isAsking;
    private bool _failing;
    private long _asked;
    private long _answered;

    /// <summary>Asks, if it is time.</summary>
    public async Task FollowWhenDueAsync(CancellationToken cancellationToken)
    {
        if (_isAsking || (_askedAt is { } at && timeProvider.GetElapsedTime(at) < Period)) return;
        try
        {
            _isAsking = true;
            await FollowAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception exception)
        {
            if (!_failing && !cancellationToken.IsCancellationRequested) LogNoAnswer(exception);
            _failing = true;
        }
        finally
        {
            (_isAsking, _askedAt) = (false, timeProvider.GetTimestamp());
        }
    }

    /// <summary>Asks now.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var number = ++_asked;
        var aliases = await traffic.GetAsync(patience.Token).WaitAsync(patience.Token);
        if (number < _answered) return; // overtaken by an answer that is newer
        _answered = number;
        table.Publish(aliases);
    }

    [LoggerMessage(6, LogLevel.Warning, "The aliases could not be asked for; routers keep those that they have")]
    private partial void LogNoAnswer(Exception exception);
}
