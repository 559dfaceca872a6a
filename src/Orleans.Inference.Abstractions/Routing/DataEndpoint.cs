namespace Orleans.Inference;

/// <summary>Where a silo takes data connections, on which the bodies of large tensors travel beside the calls.</summary>
/// <param name="Port">The port, at the silo's address.</param>
/// <param name="Token">What a connection must begin with: only members and clients of the cluster know it.</param>
// A class: a table that has it many times has it once on the wire.
[GenerateSerializer, Immutable, Alias("inference.DataEndpoint")]
public sealed record DataEndpoint(int Port, string Token)
{
    /// <summary>The port alone: the token is nobody else's business.</summary>
    public override string ToString() => $"port {Port}";
}
