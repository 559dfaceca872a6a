using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Runs one load for a while, from this process; the other server is paused meanwhile.</summary>
internal sealed class HttpLoads(Func<HttpSide, HttpServerProcess> servers) : IDisposable
{
    private readonly Dictionary<SampleModel, DirectSession> _sessions = HttpCell.Models.ToDictionary(model => model, model => new DirectSession(model, threads: 1));

    public async Task<LoadResult> RunAsync(HttpCell cell, TimeSpan duration)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = cell.Connections, UseProxy = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = servers(cell.Side).Address };
        var loop = new ClosedLoop(CallerPlaces.Pool);
        return await loop.RunAsync(cell.Connections, duration, caller => new HttpInferCall(http, _sessions[cell.Model], caller));
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
    }
}
