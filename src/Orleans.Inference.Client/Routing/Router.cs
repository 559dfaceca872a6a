using System.Net;
using Orleans.Inference.Connections;
using Orleans.Inference.Failover;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Routing;

/// <summary>What runs beside the calls: the renewal of the route table, the probes, and the answer to connections that close.</summary>
internal sealed class Router(RouteTableSubscription subscription, HealthProbe probe, ClosedConnections closed, ConnectionWatch connections, DataConnections data)
{
    public void Start()
    {
        connections.Closed += OnClosed;
        subscription.Start();
        probe.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        connections.Closed -= OnClosed;
        await probe.StopAsync();
        await subscription.StopAsync(cancellationToken);
        await data.CloseAsync();
    }

    private void OnClosed(IPEndPoint endpoint)
    {
        // It may have been an answer's way without being known for it: whoever has something of ours is asked.
        if (!closed(endpoint)) probe.AskNow();
    }
}

/// <summary>Who is to blame for a connection that closed; <see langword="false"/> when that is not known.</summary>
internal delegate bool ClosedConnections(IPEndPoint endpoint);
