using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Clients;

/// <summary>This program once more, as a client of the silo in this process.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);
    private readonly Process _process;

    private ClientProcess(Process process) => _process = process;

    public static ClientProcess Start(int gatewayPort) => Start(ClientProgram.Verb, gatewayPort);

    /// <summary>Starts another client program.</summary>
    public static ClientProcess Start(string verb, params int[] ports) =>
        new(ChildProcess.Start(verb, ports.Select(port => port.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Lets the client put a load on the silo.</summary>
    /// <exception cref="InvalidOperationException">The client ended; it said why on the error stream, which it shares with this process.</exception>
    public Task<LoadResult> RunAsync(LoadOrder order) => RunAsync(order, order.Seconds);

    /// <inheritdoc cref="RunAsync(LoadOrder)"/>
    public async Task<LoadResult> RunAsync<TOrder>(TOrder order, double seconds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + Patience);
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order).AsMemory(), patience.Token);
        await _process.StandardInput.FlushAsync(patience.Token);
        var answer = await _process.StandardOutput.ReadLineAsync(patience.Token);
        return answer is null ? throw new InvalidOperationException("The client process ended.") : JsonSerializer.Deserialize<LoadResult>(answer)!;
    }

    public async ValueTask DisposeAsync() => await ChildProcess.StopAsync(_process, ExitPatience);
}
