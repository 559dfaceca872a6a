using System.Diagnostics;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>This program once more, as a server.</summary>
internal sealed class HttpServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
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

    public static async Task<HttpServerProcess> StartAsync(HttpSide side)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(HttpServerProcess).Assembly.Location);
        start.ArgumentList.Add(HttpServerProgram.Verb);
        start.ArgumentList.Add(side.ToString());
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var address = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"The server {side} ended before it was ready.");
        return new(process, new(address));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(ExitPatience);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
