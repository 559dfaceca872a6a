using System.Net;
using System.Net.Sockets;

namespace Orleans.Inference.Benchmarks.Cluster;

internal static class FreePort
{
    /// <summary>Ports of this machine that nobody listens on.</summary>
    public static int[] Find(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
