using System.Collections.Concurrent;

namespace Orleans.Inference.Gateways;

/// <summary>
/// Connects again to gateways that were left. A gateway keeps answers for a client that it has lost, a minute long, for the client to come back: until it does,
/// nothing on that silo can answer the client, whatever the way of the call.
/// </summary>
/// <remarks>Orleans opens a connection when a bucket of grains is used for the first time, and gives each the next gateway in turn: fresh keys find it.</remarks>
internal sealed class ReturningGateways(IGrainFactory grains, TimeProvider timeProvider)
{
    private const int KeysAtOnce = 4;
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<GatewayIdentity, Absence> _absent = new();

    public void Add(GatewayIdentity gateway, TimeSpan pause)
    {
        var now = timeProvider.GetTimestamp();
        _absent[gateway] = new(now, now + (long)(pause.TotalSeconds * timeProvider.TimestampFrequency));
    }

    public void Look(long now)
    {
        foreach (var (gateway, absence) in _absent)
        {
            if (now < absence.RetryAt) continue;
            if (timeProvider.GetElapsedTime(absence.Since, now) > GiveUpAfter)
            {
                _absent.TryRemove(gateway, out _);
                continue;
            }

            _absent[gateway] = absence with { RetryAt = now + (long)(RetryPeriod.TotalSeconds * timeProvider.TimestampFrequency) };
            for (var i = 0; i < KeysAtOnce; i++) FindAsync().Ignore();
        }
    }

    private async Task FindAsync()
    {
        using var patience = new CancellationTokenSource(Patience, timeProvider);
        var found = await grains.GetGrain<IGatewayProbeGrain>(Random.Shared.NextInt64()).IdentifyAsync(patience.Token).ConfigureAwait(false);
        _absent.TryRemove(found, out _);
    }

    private readonly record struct Absence(long Since, long RetryAt);
}
