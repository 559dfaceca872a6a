using Grpc.Net.Client;
using Orleans.Inference.Benchmarks.Http;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>Runs loads over so many connections, each with one request at a time.</summary>
internal sealed class GatewayLoads(GatewayServer server, DirectSession direct) : IDisposable
{
    private readonly Dictionary<int, HttpClient> _http = [];
    private readonly Dictionary<int, GrpcChannel> _channels = [];
    private readonly HttpModel _json = HttpModel.Of(direct);

    public Task<LoadResult> RunAsync(GatewayWay way, int connections, TimeSpan duration) =>
        new ClosedLoop(CallerPlaces.Pool).RunAsync(connections, duration, caller => CallOf(way, connections, caller));

    public void Dispose()
    {
        foreach (var http in _http.Values) http.Dispose();
        foreach (var channel in _channels.Values) channel.Dispose();
    }

    private ICall CallOf(GatewayWay way, int connections, int caller) => way switch
    {
        GatewayWay.Client => new InferCall(server.Client, direct, caller),
        GatewayWay.OrleansClient => new InferCall(server.OrleansClient, direct, caller),
        GatewayWay.Empty => new EmptyPost(Http(connections), direct.Model.InputOf(caller).Length * sizeof(float)),
        GatewayWay.Json => new HttpInferCall(Http(connections), _json, caller),
        GatewayWay.Binary => new BinaryCall(Http(connections), direct, caller),
        GatewayWay.Grpc => new RpcCall(Channel(caller), direct, caller),
        GatewayWay.TextClient => new TextClientCall(server.Texts),
        _ => new OpenAICall(Http(connections)),
    };

    private HttpClient Http(int connections)
    {
        if (_http.TryGetValue(connections, out var known)) return known;
        SocketsHttpHandler handler = new() { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false };
        return _http[connections] = new(handler) { BaseAddress = server.Http };
    }

    // Each caller has a connection of its own: one would carry the calls of all.
    private GrpcChannel Channel(int caller) => _channels.TryGetValue(caller, out var known) ? known : _channels[caller] = GrpcChannel.ForAddress(server.Grpc);
}
