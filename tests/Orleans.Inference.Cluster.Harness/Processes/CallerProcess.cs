using System.Globalization;
using System.Text.Json;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Roles;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>An Orleans client in a process of its own, with a load.</summary>
internal sealed class CallerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;
    private int _reconnects;

    private CallerProcess(ChildProcess process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Starts it and waits until its load has begun.</summary>
    /// <param name="redis">Where the membership is.</param>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="work">How long each takes.</param>
    /// <param name="isStock">Whether it calls a grain of its own, with nothing of inference on the way.</param>
    public static async Task<CallerProcess> StartAsync(string redis, string clusterId, double rate, TimeSpan work, bool isStock = false)
    {
        CallerProcess caller = new(await ChildProcess.StartAsync("caller", AppContext.BaseDirectory,
        [
            "dotnet", typeof(CallerRole).Assembly.Location, CallerRole.Name, redis, clusterId,
            rate.ToString(CultureInfo.InvariantCulture), work.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
            .. isStock ? (string[])[CallerRole.Stock] : [],
        ], ChildProcess.ForFewCores));
        try
        {
            await caller.ReadAsync(line => line == CallerRole.Started);
            return caller;
        }
        catch (Exception exception)
        {
            await caller.DisposeAsync();
            throw new InvalidOperationException($"The caller did not start: {caller._process.Log.Text}", exception);
        }
    }

    public Task PauseAsync() => _process.SignalAsync("STOP");

    public Task ResumeAsync() => _process.SignalAsync("CONT");

    /// <summary>Lets it go on through a new Orleans client, whose calls are spread over all gateways that there are now.</summary>
    public async Task ReconnectAsync()
    {
        await _process.Input.WriteLineAsync(CallerRole.Reconnect);
        await _process.Input.FlushAsync();
        var reconnected = CallerRole.Reconnected(++_reconnects);
        await ReadAsync(line => line == reconnected);
    }

    /// <summary>Ends its load.</summary>
    public async Task<LoadResult> StopAsync()
    {
        await _process.Input.WriteLineAsync();
        await _process.Input.FlushAsync();
        return JsonSerializer.Deserialize<LoadResult>(await ReadAsync(line => line.StartsWith('{')))!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<string> ReadAsync(Func<string, bool> isWanted)
    {
        using CancellationTokenSource limit = new(Limit);
        return await _process.Log.FindAsync(isWanted, limit.Token);
    }
}
