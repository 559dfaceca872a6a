using System.Diagnostics;
using Orleans.Inference.Benchmarks.Clients;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>This program once more, as a server.</summary>
internal sealed class HttpServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(10);
    private readonly Process _process;

    private HttpServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>How long it has kept processors busy.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<HttpServerProcess> StartAsync(HttpSide side, string? repository = null)
    {
        var process = ChildProcess.Start(HttpServerProgram.Verb, repository is null ? [side.ToString()] : [side.ToString(), repository]);
        using var patience = new CancellationTokenSource(Patience);
        var address = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"The server {side} ended before it was ready.");
        return new(process, new(address));
    }

    public async ValueTask DisposeAsync() => await ChildProcess.StopAsync(_process, ExitPatience);
}
