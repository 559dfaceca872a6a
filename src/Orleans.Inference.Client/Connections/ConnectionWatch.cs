using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Orleans.Inference.Connections;

/// <summary>
/// Sits in Orleans' connections: tells at once when one closes, which is how a killed process shows first, and can close and refuse those to an address.
/// </summary>
internal sealed class ConnectionWatch(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<ConnectionContext, IPEndPoint> _open = new();
    private readonly ConcurrentDictionary<IPEndPoint, long> _refusedUntil = new();

    /// <summary>Called with the address of the other side when a connection closed that was not closed by <see cref="Refuse"/>.</summary>
    public event Action<IPEndPoint>? Closed;

    /// <summary>The middleware.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint remote)
        {
            await next(connection);
            return;
        }

        ThrowIfRefused(remote);
        _open[connection] = remote;
        try
        {
            await next(connection);
        }
        finally
        {
            if (_open.TryRemove(connection, out _)) Closed?.Invoke(remote);
        }
    };

    /// <summary>Closes the connections to an address and opens none for a while, unless it is the only one that is left.</summary>
    public void Refuse(IPEndPoint remote, TimeSpan duration)
    {
        _refusedUntil[remote] = timeProvider.GetTimestamp() + (long)(duration.TotalSeconds * timeProvider.TimestampFrequency);
        foreach (var (connection, endpoint) in _open)
        {
            if (endpoint.Equals(remote) && _open.TryRemove(connection, out _)) connection.Abort(new ConnectionAbortedException($"{remote} is silent."));
        }
    }

    /// <summary>Turns a connection away that would only be waited for.</summary>
    /// <exception cref="ConnectionAbortedException">The address is refused.</exception>
    public void ThrowIfRefused(IPEndPoint remote)
    {
        if (_refusedUntil.TryGetValue(remote, out var until) && timeProvider.GetTimestamp() < until && !_open.IsEmpty)
            throw new ConnectionAbortedException($"{remote} was silent and is left alone for a while.");
    }
}
