using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Inference.Failover;

namespace Orleans.Inference.Transport;

/// <summary>
/// This router's data connections, one a silo. One that ends without a goodbye tells that its silo is gone, often before anything else does.
/// </summary>
internal sealed partial class DataConnections : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<SiloAddress, SiloData> _silos = new();
    private readonly ConcurrentDictionary<long, DataConnection> _open = new();
    private readonly CollectedBuffers _buffers = new();
    private readonly ClusterHealth _health;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ITimer _sweep;
    private long _transfers = Random.Shared.NextInt64();
    private volatile bool _closing;

    public DataConnections(ClusterHealth health, IOptions<InferenceClientOptions> options, TimeProvider timeProvider, ILogger<DataConnections> logger)
    {
        (_health, _timeProvider, _logger) = (health, timeProvider, logger);
        MaxTensorBytes = options.Value.MaxTensorBytes;
        Budget = new(2 * MaxTensorBytes);
        _sweep = timeProvider.CreateTimer(static connections => ((DataConnections)connections!).DropIdle(), this, SweepPeriod, SweepPeriod);
    }

    /// <summary>The longest body that is received.</summary>
    public long MaxTensorBytes { get; }

    /// <summary>What may be on its way to this process at once.</summary>
    public ByteBudget Budget { get; }

    /// <summary>The connection to a silo, opened or not.</summary>
    public SiloData To(SiloAddress silo, DataEndpoint? endpoint) =>
        _silos.GetOrAdd(silo, static (silo, state) => new(silo, state.endpoint, state.Owner, state.Owner._timeProvider), (endpoint, Owner: this));

    /// <summary>The connection to a silo, where a worker of it is known.</summary>
    public SiloData? Find(SiloAddress silo) => _silos.GetValueOrDefault(silo);

    /// <summary>An open connection by its number.</summary>
    public DataConnection? Find(long connection) => _open.GetValueOrDefault(connection);

    /// <summary>A name for the bodies of a call.</summary>
    public long NextTransfer()
    {
        while (true)
        {
            var id = Interlocked.Increment(ref _transfers);
            if (id != 0) return id;
        }
    }

    /// <summary>Takes over a connection that was opened.</summary>
    public DataConnection Start(SiloData silo, Socket socket, long id)
    {
        DataConnection connection = new(socket, id, new(_buffers, Budget, MaxTensorBytes, _timeProvider));
        _open[id] = connection;
        WatchAsync(silo, connection).Ignore();
        return connection;
    }

    public void NotOpened(SiloData silo, Exception exception) => LogNotOpened(silo.Silo, exception.Message);

    /// <summary>Closes all connections, as it should.</summary>
    public async Task CloseAsync()
    {
        _closing = true;
        await Task.WhenAll(_open.Values.Select(connection => connection.CloseAsync(ClosePatience, _timeProvider))).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _closing = true;
        _sweep.Dispose();
        foreach (var connection in _open.Values) connection.Dispose();
    }

    private async Task WatchAsync(SiloData silo, DataConnection connection)
    {
        var end = await connection.RunAsync().ConfigureAwait(false);
        silo.Ended();
        _open.TryRemove(connection.Id, out _);
        if (_closing || connection.SaidGoodbye) return;
        LogEnded(silo.Silo, end.Message);
        _health.BlameSilo(silo.Silo.Endpoint, Verdict.WorkerLost);
    }

    private void DropIdle()
    {
        foreach (var connection in _open.Values) connection.Inbox.DropIdle();
    }

    [LoggerMessage(1, LogLevel.Warning, "No data connection to {Silo} could be opened: {Reason}. Large tensors go there by grain calls meanwhile")]
    private partial void LogNotOpened(SiloAddress silo, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The data connection to {Silo} ended: {Reason}")]
    private partial void LogEnded(SiloAddress silo, string reason);
}
