using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Orleans.Inference.Transport;

/// <summary>
/// How a data connection begins: the one who opens it says what it is, the silo's token and the connection's number, and the silo says what it is in return.
/// </summary>
internal static class DataGreeting
{
    public const int TokenLength = 32;
    private const int Length = 8 + TokenLength + 8;

    // What it is and its version, as text.
    private static ReadOnlySpan<byte> Protocol => "OrlInfD1"u8;

    /// <summary>Greets the silo and waits until it greets back.</summary>
    /// <exception cref="DataProtocolException">It is no silo, or another one.</exception>
    public static async Task SayAsync(Socket socket, string token, long connection, CancellationToken cancellationToken)
    {
        var greeting = new byte[Length];
        Protocol.CopyTo(greeting);
        Convert.FromHexString(token).CopyTo(greeting, Protocol.Length);
        BinaryPrimitives.WriteInt64LittleEndian(greeting.AsSpan(Protocol.Length + TokenLength), connection);
        await SendAsync(socket, greeting, cancellationToken).ConfigureAwait(false);
        var answer = new byte[Protocol.Length];
        await FillAsync(socket, answer, cancellationToken).ConfigureAwait(false);
        if (!Protocol.SequenceEqual(answer)) throw new DataProtocolException("What listens there takes no data connections.");
    }

    /// <summary>Reads the greeting of somebody who connected.</summary>
    /// <returns>The connection's number.</returns>
    /// <exception cref="DataProtocolException">The greeting is none, or does not have the token.</exception>
    public static async Task<long> HearAsync(Socket socket, byte[] token, CancellationToken cancellationToken)
    {
        var greeting = new byte[Length];
        await FillAsync(socket, greeting, cancellationToken).ConfigureAwait(false);
        var isRight = Protocol.SequenceEqual(greeting.AsSpan(0, Protocol.Length))
            & CryptographicOperations.FixedTimeEquals(token, greeting.AsSpan(Protocol.Length, TokenLength));
        var connection = BinaryPrimitives.ReadInt64LittleEndian(greeting.AsSpan(Protocol.Length + TokenLength));
        return isRight && connection != 0 ? connection : throw new DataProtocolException("The greeting is not right.");
    }

    public static Task AnswerAsync(Socket socket, CancellationToken cancellationToken) => SendAsync(socket, Protocol.ToArray(), cancellationToken);

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before.</exception>
    public static async ValueTask FillAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (read == 0) throw new EndOfStreamException("The connection ended.");
            buffer = buffer[read..];
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }
}
