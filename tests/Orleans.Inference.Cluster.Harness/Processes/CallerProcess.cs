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

    private CallerProcess(ChildProcess process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Starts it and waits until its load has begun.</summary>
    public static async Task<CallerProcess> StartAsync(string redis, string clusterId, double rate, TimeSpan work)
    {
        CallerProcess caller = new(await ChildProcess.StartAsync("caller", AppContext.BaseDirectory,
        [
            "dotnet", typeof(CallerRole).Assembly.Location, CallerRole.Name, redis, clusterId,
            rate.ToString(CultureInfo.InvariantCulture), work.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        ]));
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
