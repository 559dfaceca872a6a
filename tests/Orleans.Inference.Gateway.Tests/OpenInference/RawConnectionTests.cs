using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>What no client library does: bodies that trickle, connections that are closed on one side, and bodies that never end.</summary>
public sealed class RawConnectionTests : GatewayTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(GoodBody);

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task A_body_that_comes_byte_by_byte_is_answered(string contentType)
    {
        using var connection = await ConnectAsync();
        await connection.SendAsync(Head(Body.Length, contentType), Cancellation);
        for (var i = 0; i < Body.Length; i++) await connection.SendAsync(Body.AsMemory(i, 1), Cancellation);

        Assert.StartsWith("HTTP/1.1 200", await ReadHeadAsync(connection), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)] // all of it was sent
    [InlineData(7)] // some bytes are missing
    public async Task A_caller_who_closes_its_side_is_answered_or_let_go_and_the_next_one_is_served(int missing)
    {
        for (var i = 0; i < 20; i++)
        {
            using var connection = await ConnectAsync();
            await connection.SendAsync(Head(Body.Length, "application/json"), Cancellation);
            await connection.SendAsync(Body.AsMemory(missing), Cancellation);
            connection.Shutdown(SocketShutdown.Send);
            var head = await ReadHeadAsync(connection);
            Assert.True(head.Length == 0 || head.StartsWith(missing == 0 ? "HTTP/1.1 200" : "HTTP/1.1 400", StringComparison.Ordinal), head);
        }

        await InferAsync(GoodBody);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Bodies_that_never_end_hold_nobody_up()
    {
        List<Socket> waiting = [];
        for (var i = 0; i < 50; i++)
        {
            waiting.Add(await ConnectAsync());
            await waiting[i].SendAsync(Head(1000, "application/json"), Cancellation);
            await waiting[i].SendAsync(Body, Cancellation);
        }

        await InferAsync(GoodBody);
        foreach (var connection in waiting) connection.Dispose();
        await InferAsync(GoodBody);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private static byte[] Head(int length, string contentType) =>
        Encoding.ASCII.GetBytes($"POST /v2/models/echo/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\nContent-Length: {length}\r\n\r\n");

    private async Task<Socket> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Gateway.Http.BaseAddress!.Port, Cancellation);
        return socket;
    }

    /// <summary>The start of the answer; nothing when the connection was closed instead.</summary>
    private static async Task<string> ReadHeadAsync(Socket connection)
    {
        var buffer = new byte[1024];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer, Cancellation));
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
