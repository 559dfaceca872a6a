using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests;

public sealed class CancellationTests : GatewayTests
{
    [Fact]
    public async Task A_caller_who_leaves_cancels_the_inference()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        Client.Infer = async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = Gateway.Http.PostAsync("/v2/models/echo/infer", Json(GoodBody), leaving.Token);
        await started.Task.WaitAsync(Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(Cancellation);

        Client.Infer = (request, _) => Task.FromResult(FakeInferenceClient.Echo(request));
        await InferAsync(GoodBody);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_caller_who_leaves_within_the_body_never_reaches_the_model()
    {
        var address = Gateway.Http.BaseAddress!;
        using (var socket = new TcpClient(address.Host, address.Port))
        {
            var head = "POST /v2/models/echo/infer HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"inputs\"";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
        }

        await InferAsync(GoodBody);
        Assert.Single(Client.Requests);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
    }
}
