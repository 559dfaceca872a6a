using System.Net;
using System.Net.Sockets;

namespace Orleans.Inference.Transport;

/// <summary>
/// The data connection to one silo, opened when it is first wanted. Where it cannot be opened, or ended, it is tried again after a while and behind the calls'
/// back: bodies go by calls meanwhile, and only the first ones wait for a port that does not answer.
/// </summary>
internal sealed class SiloData(SiloAddress silo, DataEndpoint? endpoint, DataConnections owner, TimeProvider timeProvider)
{
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(3);
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private static readonly TimeSpan UnacknowledgedLimit = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private volatile DataConnection? _connection;
    private Task<DataConnection?>? _opening;
    private long _failedAt;

    public SiloAddress Silo => silo;

    /// <summary>Where it takes data connections; <see langword="null"/> where it takes none.</summary>
    public DataEndpoint? Endpoint => endpoint;

    /// <summary>The connection, if it is open.</summary>
    public DataConnection? Open => _connection is { IsOpen: true } open ? open : null;

    /// <summary>The connection, opened if need be; <see langword="null"/> where it cannot be.</summary>
    public ValueTask<DataConnection?> GetAsync(CancellationToken cancellationToken)
    {
        if (Open is { } open) return new(open);
        if (endpoint is null) return default;
        var opening = OpenOnce();
        return Volatile.Read(ref _failedAt) != 0 ? default : new(opening.WaitAsync(cancellationToken));
    }

    /// <summary>Opens the connection in the background: it will be wanted.</summary>
    public void Prepare()
    {
        if (endpoint is not null && Open is null) OpenOnce().Ignore();
    }

    private Task<DataConnection?> OpenOnce()
    {
        lock (_gate)
        {
            if (Open is { } open) return Task.FromResult<DataConnection?>(open);
            if (_opening is { IsCompleted: false }) return _opening;
            if (_failedAt != 0 && timeProvider.GetElapsedTime(_failedAt) < RetryPeriod) return Task.FromResult<DataConnection?>(null);
            return _opening = Task.Run(OpenAsync);
        }
    }

    private async Task<DataConnection?> OpenAsync()
    {
        Socket socket = new(silo.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = new CancellationTokenSource(ConnectLimit, timeProvider);
            var id = Random.Shared.NextInt64(1, long.MaxValue);
            await socket.ConnectAsync(new IPEndPoint(silo.Endpoint.Address, endpoint!.Port), limit.Token).ConfigureAwait(false);
            await DataGreeting.SayAsync(socket, endpoint.Token, id, limit.Token).ConfigureAwait(false);
            KeepAlive(socket);
            var connection = owner.Start(this, socket, id);
            _connection = connection;
            Volatile.Write(ref _failedAt, 0);
            return connection;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (Volatile.Read(ref _failedAt) == 0) owner.NotOpened(this, exception);
            Volatile.Write(ref _failedAt, timeProvider.GetTimestamp());
            return null;
        }
    }

    // What ended is not opened again at once: whoever closed it may be about to end.
    public void Ended() => Volatile.Write(ref _failedAt, timeProvider.GetTimestamp());

    /// <summary>A machine that is gone shows within seconds.</summary>
    internal static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 5);
        // Where something is to be sent, nothing is kept alive, and .NET has no name for what ends that.
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)UnacknowledgedLimit.TotalMilliseconds));
    }
}
