using System.Net;
using System.Net.Sockets;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>Ports that nobody listens on, below those that the kernel gives to outgoing connections: none is lost before it is used.</summary>
internal static class FreePorts
{
    private const int First = 20_000, Last = 31_999;
    private static int _next = Random.Shared.Next(First, Last);

    public static int Take()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % (Last - First + 1));
            try
            {
                using TcpListener listener = new(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens on it.
            }
        }
    }
}
