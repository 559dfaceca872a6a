using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>A Redis server that keeps what it is told on the disk, on a free port of this machine.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePorts.Take();
    private readonly IPAddress _address;
    private ChildProcess? _process;

    private RedisServer(IPAddress address) => _address = address;

    public string ConnectionString => $"{_address}:{_port}";

    /// <param name="address">Where it listens; the loopback address by default.</param>
    public static async Task<RedisServer> StartAsync(IPAddress? address = null)
    {
        RedisServer server = new(address ?? IPAddress.Loopback);
        try
        {
            await server.StartProcessAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it and starts it again on what it has kept.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartProcessAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StopAsync()
    {
        if (_process is null) return;
        await _process.SignalAsync("TERM");
        await _process.WaitForExitAsync(CancellationToken.None);
        await _process.DisposeAsync();
        _process = null;
    }

    private async Task StartProcessAsync()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _process = await ChildProcess.StartAsync("redis", _folder.Path,
            ["redis-server", "--port", port, "--bind", $"{_address}", "--protected-mode", "no", "--appendonly", "yes", "--save", "", "--dir", _folder.Path]);
        await Patience.UntilAsync("Redis accepts connections", StartLimit, AcceptsAsync);
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        if (_process!.HasExited) throw new InvalidOperationException($"Redis did not start: {_process.Log.Text}");
        try
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(_address, _port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
