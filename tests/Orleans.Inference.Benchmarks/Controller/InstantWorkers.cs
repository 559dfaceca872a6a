using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>A thousand workers of FastChat, and one that chats, in one server: each answers at once, and always the same.</summary>
internal sealed class InstantWorkers : IAsyncDisposable
{
    public const string Text = "The quick brown fox jumps over the lazy dog.";
    private static readonly byte[] Chunk =
        JsonSerializer.SerializeToUtf8Bytes(new { text = Text, error_code = 0, usage = new { prompt_tokens = 12, completion_tokens = 9, total_tokens = 21 }, finish_reason = "stop" });
    private static readonly byte[] Details = """{"context_length":2048}"""u8.ToArray();
    private static readonly byte[] Count = """{"count":12,"error_code":0}"""u8.ToArray();
    private static readonly byte[] Template =
        """{"conv":{"name":"vicuna_v1.1","system_template":"{system_message}","system_message":"A chat.","roles":["USER","ASSISTANT"],"messages":[],"offset":0,"sep_style":2,"sep":" ","sep2":"</s>","stop_str":null,"stop_token_ids":null}}"""u8.ToArray();

    private readonly WebApplication _app;

    private InstantWorkers(WebApplication app) => (_app, Port) = (app, new Uri(app.Urls.Single()).Port);

    public int Port { get; }

    public Uri ChatWorker => new(WorkerAddress.Of(WorkerAddress.ChatWorker, Port));

    public static async Task<InstantWorkers> StartAsync() => new(await PlainServer.StartAsync(static app =>
    {
        app.MapPost("/worker_get_status", StatusAsync);
        Map(app, "/worker_generate", Chunk);
        Map(app, "/model_details", Details);
        Map(app, "/count_token", Count);
        Map(app, "/worker_get_conv_template", Template);
    }));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Map(WebApplication app, string path, byte[] answer) => app.MapPost(path, async context =>
    {
        _ = await PlainServer.ReadBodyAsync(context);
        await PlainServer.AnswerAsync(context, answer);
    });

    private static Task StatusAsync(HttpContext context)
    {
        var model = WorkerAddress.ModelOf(WorkerAddress.Find(context.Request.Host.Host));
        return PlainServer.AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(new { model_names = new[] { model }, speed = 1, queue_length = 0 }));
    }
}
