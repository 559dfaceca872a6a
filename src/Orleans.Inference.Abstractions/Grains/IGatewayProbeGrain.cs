using System.Net;

namespace Orleans.Inference;

/// <summary>
/// Answers on the silo through which an Orleans client's call enters the cluster. A client chooses that gateway by the grain it calls, so that many keys probe
/// many gateways.
/// </summary>
[Alias("inference.IGatewayProbeGrain")]
internal interface IGatewayProbeGrain : IGrainWithIntegerKey
{
    /// <summary>Which gateway this is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Identify")]
    Task<GatewayIdentity> IdentifyAsync(CancellationToken cancellationToken = default);
}

/// <summary>A gateway.</summary>
/// <param name="Silo">The silo that it belongs to.</param>
/// <param name="Port">The port on which the silo listens for clients.</param>
[GenerateSerializer, Immutable, Alias("inference.GatewayIdentity")]
internal readonly record struct GatewayIdentity(SiloAddress Silo, int Port)
{
    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => new(Silo.Endpoint.Address, Port);
}
