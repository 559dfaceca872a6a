using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Orleans.Inference.Silo.Start;

/// <summary>Has the last of the web server's addresses, which is that of gRPC, speak HTTP/2 alone: without TLS nobody could tell the server otherwise.</summary>
/// <param name="others">How many addresses are bound before it. By its port it could not be told from them where the system chooses the ports.</param>
internal sealed class GrpcEndpoint(int others)
{
    private int _bound;

    public void Configure(ListenOptions endpoint)
    {
        if (_bound++ == others) endpoint.Protocols = HttpProtocols.Http2;
    }
}
