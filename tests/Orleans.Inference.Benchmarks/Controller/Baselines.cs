using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>What the gateway is compared with, on a Kestrel of its own: a fixed answer as long as the controller's, and a relay to the worker that chats.</summary>
internal sealed class Baselines : IAsyncDisposable
{
    public const string EmptyPath = "/empty", RelayPath = "/relay";
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _toWorker = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
    private readonly Uri _generate;
    private readonly byte[] _answer;
    private WebApplication _app = null!;

    private Baselines(Uri chatWorker, byte[] answer) => (_generate, _answer) = (new(chatWorker, "/worker_generate"), answer);

    public Uri Address => new($"http://127.0.0.1:{new Uri(_app.Urls.Single()).Port}");

    /// <param name="chatWorker">Where the relay passes bodies on to.</param>
    /// <param name="answer">The fixed answer.</param>
    public static async Task<Baselines> StartAsync(Uri chatWorker, byte[] answer)
    {
        Baselines baselines = new(chatWorker, answer);
        baselines._app = await PlainServer.StartAsync(app =>
        {
            app.MapPost(EmptyPath, baselines.AnswerAsync);
            app.MapPost(RelayPath, baselines.RelayAsync);
        });
        return baselines;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _toWorker.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        _ = await PlainServer.ReadBodyAsync(context);
        await PlainServer.AnswerAsync(context, _answer);
    }

    private async Task RelayAsync(HttpContext context)
    {
        using ByteArrayContent content = new(await PlainServer.ReadBodyAsync(context)) { Headers = { ContentType = Json } };
        using var response = await _toWorker.PostAsync(_generate, content, context.RequestAborted);
        await PlainServer.AnswerAsync(context, await response.Content.ReadAsByteArrayAsync(context.RequestAborted));
    }
}
