using System.Diagnostics;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Runs one load for a while, from this process; the other server is paused meanwhile.</summary>
internal sealed class HttpLoads(Func<HttpSide, HttpServerProcess> servers) : IDisposable
{
    private readonly Dictionary<SampleModel, DirectSession> _sessions = HttpCell.Models.ToDictionary(model => model, model => new DirectSession(model, threads: 1));

    /// <returns>What was measured, and how many microseconds of a processor the server took for each request.</returns>
    public async Task<(LoadResult Load, double ProcessorTime)> RunAsync(HttpCell cell, TimeSpan duration)
    {
        var server = servers(cell.Side);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = cell.Connections, UseProxy = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = server.Address };
        var loop = new ClosedLoop(CallerPlaces.Pool);
        var (before, started) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        var load = await loop.RunAsync(cell.Connections, duration, caller => new HttpInferCall(http, _sessions[cell.Model], caller));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return (load, (server.ProcessorTime - before).TotalMicroseconds / (load.RequestsPerSecond * elapsed.TotalSeconds));
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
    }
}
