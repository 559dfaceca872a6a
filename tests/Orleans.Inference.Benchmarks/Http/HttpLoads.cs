using System.Diagnostics;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Runs one load for a while, from this process; the other server is paused meanwhile.</summary>
internal sealed class HttpLoads(Func<HttpSide, HttpServerProcess> servers) : IDisposable
{
    private readonly Dictionary<SampleModel, DirectSession> _sessions = HttpCell.Models.ToDictionary(model => model, model => new DirectSession(model, threads: 1));
    private readonly Dictionary<(Uri, int), HttpClient> _connections = [];

    /// <returns>What was measured, and how many microseconds of a processor the server took for each request.</returns>
    public async Task<(LoadResult Load, double ProcessorTime)> RunAsync(HttpCell cell, TimeSpan duration)
    {
        var server = servers(cell.Side);
        var http = Connect(server.Address, cell.Connections);
        var loop = new ClosedLoop(CallerPlaces.Pool);
        var (before, started) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        var load = await loop.RunAsync(cell.Connections, duration, caller => new HttpInferCall(http, _sessions[cell.Model], caller));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return (load, (server.ProcessorTime - before).TotalMicroseconds / (load.RequestsPerSecond * elapsed.TotalSeconds));
    }

    public void Dispose()
    {
        foreach (var http in _connections.Values) http.Dispose();
        foreach (var session in _sessions.Values) session.Dispose();
    }

    private HttpClient Connect(Uri address, int connections)
    {
        if (_connections.TryGetValue((address, connections), out var http)) return http;
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false };
        return _connections[(address, connections)] = new(handler) { BaseAddress = address };
    }
}
