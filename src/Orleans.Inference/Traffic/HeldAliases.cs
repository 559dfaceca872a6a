using Microsoft.Extensions.Logging;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Traffic;

/// <summary>Finds the newest aliases that the silos' routers hold. Orleans clients hold them too, and are not asked: what they say is nobody's to trust.</summary>
internal sealed partial class HeldAliases(
    RouteTableSubscription own, IGrainFactory grains, IClusterMembershipService membership, TimeProvider timeProvider, ILogger<HeldAliases> logger)
{
    /// <summary>A silo that died lately is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<AliasTable> FindNewestAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var active = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        var held = await Task.WhenAll(active.Select(member => AskAsync(member.SiloAddress, either.Token)).ToList());
        return held.Append(own.Table.Aliases).MaxBy(table => table.Version)!;
    }

    private async Task<AliasTable> AskAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        try
        {
            var router = grains.GetGrain<IRouterGrain>(new WorkerId(silo, IRouterGrain.Device).ToString());
            return await router.GetAliasesAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            LogNoAnswer(silo, exception.Message); // a silo that is going, or has no inference
            return AliasTable.Empty;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The silo {Silo} did not say which aliases it holds: {Problem}")]
    private partial void LogNoAnswer(SiloAddress silo, string problem);
}
