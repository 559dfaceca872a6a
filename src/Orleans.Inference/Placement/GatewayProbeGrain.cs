using Orleans.Concurrency;

namespace Orleans.Inference.Placement;

/// <inheritdoc cref="IGatewayProbeGrain"/>
[StatelessWorker(1), Reentrant]
[GrainType("inference.gateway-probe")]
internal sealed class GatewayProbeGrain(ILocalSiloDetails silo) : Grain, IGatewayProbeGrain
{
    public Task<GatewayIdentity> IdentifyAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new GatewayIdentity(silo.SiloAddress, silo.GatewayAddress?.Endpoint.Port ?? 0));
}
