using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Inference.Transport;

/// <summary>
/// Takes the data connections of routers. It listens before any worker is announced, and closes, with a goodbye, when the silo has finished what it had.
/// </summary>
internal sealed partial class DataListener(
    BodyMemory memory,
    IOptions<InferenceOptions> options,
    IOptions<EndpointOptions> endpoints,
    ILocalSiloDetails silo,
    TimeProvider timeProvider,
    ILogger<DataListener> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How long somebody who connected may take for the greeting.</summary>
    public static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(5);

    private const int MaxGreeting = 256;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(DataGreeting.TokenLength);
    private readonly ConcurrentDictionary<long, DataConnection> _connections = new();
    private Socket? _socket;
    private ITimer? _sweep;
    private int _greeting;

    /// <summary>Where it listens; <see langword="null"/> while it does not.</summary>
    public DataEndpoint? Endpoint { get; private set; }

    /// <summary>The connections that are open.</summary>
    public IEnumerable<DataConnection> Connections => _connections.Values;

    /// <summary>How many connections are open.</summary>
    public int Count => _connections.Count;

    public DataConnection? Find(long connection) => _connections.GetValueOrDefault(connection);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(DataListener),
        ServiceLifecycleStage.RuntimeInitialize - 1, // before the devices, and after them in the end
        _ => OpenAsync(),
        _ => CloseAsync());

    /// <exception cref="InvalidOperationException">The port that was asked for cannot be had.</exception>
    public Task OpenAsync()
    {
        if (options.Value.DataPort < 0) return Task.CompletedTask;
        var address = endpoints.Value.SiloListeningEndpoint?.Address ?? silo.SiloAddress.Endpoint.Address;
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, options.Value.DataPort));
            socket.Listen();
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            if (options.Value.DataPort > 0) throw new InvalidOperationException($"Inference:DataPort is {options.Value.DataPort}, which cannot be had at {address}: {exception.Message}", exception);
            LogNotListening(address, exception.Message);
            return Task.CompletedTask;
        }

        _socket = socket;
        Endpoint = new(((IPEndPoint)socket.LocalEndPoint!).Port, Convert.ToHexString(_token));
        _sweep = timeProvider.CreateTimer(static listener => ((DataListener)listener!).DropIdle(), this, SweepPeriod, SweepPeriod);
        AcceptAsync(socket).Ignore();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _sweep?.Dispose();
        _socket?.Dispose();
        foreach (var connection in _connections.Values) connection.Dispose();
    }

    /// <summary>Sends what there is to send, says goodbye and closes.</summary>
    public async Task CloseAsync()
    {
        _socket?.Dispose();
        await Task.WhenAll(_connections.Values.Select(connection => connection.CloseAsync(ClosePatience, timeProvider)));
        Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync().ConfigureAwait(false);
                if (Volatile.Read(ref _greeting) < MaxGreeting) ServeAsync(accepted).Ignore();
                else accepted.Dispose();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // One that ended before it was taken, or no descriptor left: the next one.
                await Task.Delay(TimeSpan.FromMilliseconds(10), timeProvider).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        if (await GreetAsync(socket).ConfigureAwait(false) is not { } id) return;
        DataConnection connection = new(socket, id, memory.NewInbox(inOrder: true));
        if (!_connections.TryAdd(id, connection)) return;
        try
        {
            SiloData.KeepAlive(socket);
            await DataGreeting.AnswerAsync(socket, CancellationToken.None).ConfigureAwait(false);
            var end = await connection.RunAsync().ConfigureAwait(false);
            if (end is DataProtocolException) LogProtocol(end.Message);
        }
        finally
        {
            _connections.TryRemove(id, out _);
        }
    }

    private async Task<long?> GreetAsync(Socket socket)
    {
        Interlocked.Increment(ref _greeting);
        try
        {
            socket.NoDelay = true;
            using var limit = new CancellationTokenSource(GreetingLimit, timeProvider);
            return await DataGreeting.HearAsync(socket, _token, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNoGreeting(exception.Message);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _greeting);
        }
    }

    private void DropIdle()
    {
        foreach (var connection in _connections.Values) connection.Inbox.DropIdle();
        memory.Pool.Trim();
    }

    [LoggerMessage(1, LogLevel.Warning, "No data connections can be taken at {Address}: {Reason}. Large tensors come by grain calls")]
    private partial void LogNotListening(IPAddress address, string reason);

    [LoggerMessage(2, LogLevel.Debug, "A data connection was refused: {Reason}")]
    private partial void LogNoGreeting(string reason);

    [LoggerMessage(3, LogLevel.Warning, "A data connection was closed: {Reason}")]
    private partial void LogProtocol(string reason);
}
