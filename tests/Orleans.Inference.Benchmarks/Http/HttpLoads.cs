using System.Diagnostics;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Runs loads for a while, from this process; the other server is paused meanwhile.</summary>
internal sealed class HttpLoads(Func<HttpSide, HttpServerProcess> servers) : IDisposable
{
    private readonly Dictionary<(Uri, int), HttpClient> _connections = [];

    /// <summary>Runs each load on both servers.</summary>
    public async Task RunRoundAsync(IEnumerable<(HttpCell Cell, HttpModel Model)> loads, int round, TimeSpan duration, HttpReport? report)
    {
        foreach (var (cell, model) in loads)
        {
            // Who is first changes, so that the drift of the machine favours nobody.
            foreach (var side in round % 2 == 0 ? HttpCell.Sides : HttpCell.Sides.Reverse())
            {
                var sided = cell with { Side = side };
                var result = await RunAsync(sided, model, duration);
                report?.Add(sided, result);
            }
        }
    }

    public void Dispose()
    {
        foreach (var http in _connections.Values) http.Dispose();
    }

    // What was measured, and how many microseconds of a processor the server took for each request.
    private async Task<(LoadResult Load, double ProcessorTime)> RunAsync(HttpCell cell, HttpModel model, TimeSpan duration)
    {
        var server = servers(cell.Side);
        var http = Connect(server.Address, cell.Connections);
        var loop = new ClosedLoop(CallerPlaces.Pool);
        var (before, started) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        var load = await loop.RunAsync(cell.Connections, duration, caller => new HttpInferCall(http, model, caller));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return (load, (server.ProcessorTime - before).TotalMicroseconds / (load.RequestsPerSecond * elapsed.TotalSeconds));
    }

    private HttpClient Connect(Uri address, int connections)
    {
        if (_connections.TryGetValue((address, connections), out var http)) return http;
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false };
        return _connections[(address, connections)] = new(handler) { BaseAddress = address };
    }
}
