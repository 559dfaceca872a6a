using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>The other end of <see cref="SocketCall"/>: reads a body into a buffer that it uses again, and answers with its last number.</summary>
internal sealed class SocketServer : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public SocketServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen();
        AcceptAsync().Ignore();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();

    public static async Task FillAsync(Socket socket, Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = await socket.ReceiveAsync(buffer);
            if (read == 0) throw new EndOfStreamException();
            buffer = buffer[read..];
        }
    }

    private async Task AcceptAsync()
    {
        while (true) ServeAsync(await _socket.AcceptAsync()).Ignore();
    }

    private static async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        socket.NoDelay = true;
        var (length, answer, body) = (new byte[4], new byte[4], Array.Empty<byte>());
        while (true)
        {
            await FillAsync(socket, length);
            var bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (body.Length < bytes) body = GC.AllocateUninitializedArray<byte>(bytes);
            await FillAsync(socket, body.AsMemory(0, bytes));
            body.AsSpan(bytes - 4, 4).CopyTo(answer);
            await socket.SendAsync(answer);
        }
    }
}
