using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.FastChatWorker;

/// <summary>
/// An HTTP server that behaves as FastChat's workers do: registers, beats, streams pieces of JSON with a NUL behind each, and dies, hangs and comes back when it
/// is told to. It listens on loopback, on a port that the system chooses and that it keeps.
/// </summary>
public sealed class FakeFastChatWorker : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private readonly ConcurrentQueue<JsonElement> _requests = new();
    private WebApplication? _app;
    private int _port;
    private int _aborted;

    private FakeFastChatWorker(FakeWorkerPlan plan) => Plan = plan;

    public FakeWorkerPlan Plan { get; }

    /// <summary>Its base URL, which is its name.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>What it was asked to generate or to embed.</summary>
    public IReadOnlyCollection<JsonElement> Requests => _requests;

    /// <summary>How many streams were aborted by who asked for them.</summary>
    public int Aborted => Volatile.Read(ref _aborted);

    public static async Task<FakeFastChatWorker> StartAsync(FakeWorkerPlan? plan = null)
    {
        FakeFastChatWorker worker = new(plan ?? new());
        await worker.ListenAsync();
        return worker;
    }

    /// <summary>Listens again, at the same address.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        var app = builder.Build();
        app.MapPost("/worker_get_status", StatusAsync);
        app.MapPost("/worker_generate_stream", context => GenerateAsync(context, isStreamed: true));
        app.MapPost("/worker_generate", context => GenerateAsync(context, isStreamed: false));
        app.MapPost("/worker_get_embeddings", EmbedAsync);
        app.MapPost("/count_token", context => TellAsync(context, CountAsync));
        app.MapPost("/model_details", context => TellAsync(context, DescribeAsync));
        app.MapPost("/worker_get_conv_template", context => TellAsync(context, GiveTemplateAsync));
        await app.StartAsync();
        _port = new Uri(app.Urls.Single()).Port;
        _app = app;
    }

    /// <summary>Is gone from one moment to the next: what is under way is cut.</summary>
    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Registers at a controller.</summary>
    /// <param name="controller">The controller's URL.</param>
    /// <param name="checkHeartBeat">Whether it promises heart beats.</param>
    /// <param name="tellsStatus">Whether it says its models; else it is to be asked for them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<HttpResponseMessage> RegisterAsync(Uri controller, bool checkHeartBeat = true, bool tellsStatus = true, CancellationToken cancellationToken = default) =>
        Http.PostAsJsonAsync(new Uri(controller, "/register_worker"), new
        {
            worker_name = Url,
            check_heart_beat = checkHeartBeat,
            worker_status = tellsStatus ? new { model_names = Plan.Models, speed = Plan.Speed, queue_length = Plan.QueueLength } : null,
            multimodal = Plan.IsMultimodal,
        }, cancellationToken);

    /// <summary>Sends a heart beat, and registers again when it is not known, as FastChat's workers do.</summary>
    /// <returns>Whether it was known.</returns>
    public async Task<bool> BeatAsync(Uri controller, CancellationToken cancellationToken = default)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(controller, "/receive_heart_beat"), new { worker_name = Url, queue_length = Plan.QueueLength }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (answer.GetProperty("exist").GetBoolean()) return true;
        using var registered = await RegisterAsync(controller, cancellationToken: cancellationToken);
        registered.EnsureSuccessStatusCode();
        return false;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>A token is a word with the space before it.</summary>
    public static int CountTokens(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    private async Task StatusAsync(HttpContext context)
    {
        if (Plan.Hangs) await HangAsync(context);
        await context.Response.WriteAsJsonAsync(new { model_names = Plan.Models, speed = Plan.Speed, queue_length = Plan.QueueLength });
    }

    private async Task TellAsync(HttpContext context, Func<HttpContext, Task<string>> answer)
    {
        if (Plan.Hangs) await HangAsync(context);
        if (Plan.ContextLength == 0) context.Response.StatusCode = StatusCodes.Status404NotFound;
        else await context.Response.WriteAsync(await answer(context));
    }

    private static async Task<string> CountAsync(HttpContext context)
    {
        var prompt = (await ReadAsync(context)).GetProperty("prompt").GetString()!;
        return JsonSerializer.Serialize(new { count = CountTokens(prompt), error_code = 0 });
    }

    private Task<string> DescribeAsync(HttpContext context) => Task.FromResult(JsonSerializer.Serialize(new { context_length = Plan.ContextLength }));

    private Task<string> GiveTemplateAsync(HttpContext context) => Task.FromResult($"{{\"conv\":{Plan.Conversation}}}");

    private async Task EmbedAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        if (!Plan.HasEmbeddings)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        _requests.Enqueue(body);
        float[][] vectors = [.. body.GetProperty("input").EnumerateArray().Select(text => new[] { text.GetString()!.Length, 0.5f, -1 })];
        var tokens = body.GetProperty("input").EnumerateArray().Sum(text => CountTokens(text.GetString()!));
        await (Plan.EmbedsBase64
            ? context.Response.WriteAsJsonAsync(new { embedding = vectors.Select(vector => Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(vector))), token_num = tokens })
            : context.Response.WriteAsJsonAsync(new { embedding = vectors, token_num = tokens }));
    }

    private async Task GenerateAsync(HttpContext context, bool isStreamed)
    {
        var body = await ReadAsync(context);
        _requests.Enqueue(body);
        if (Plan.Hangs) await HangAsync(context);
        var pieces = PiecesFor(body);
        if (Plan.DiesAfter is { } few && (!isStreamed || few < pieces.Count)) pieces = [.. pieces.Take(isStreamed ? few : 0)];
        if (!isStreamed && pieces.Count > 0)
        {
            await context.Response.WriteAsync(pieces[^1]);
            return;
        }

        // More is promised than comes, so that what was sent arrives before the end does; an abort would take it back.
        var isCut = Plan.DiesAfter is not null;
        if (isCut && pieces.Count > 0) context.Response.ContentLength = pieces.Sum(piece => Encoding.UTF8.GetByteCount(piece) + 1) + 1;
        try
        {
            await WriteAsync(context, pieces);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _aborted);
        }

        if (isCut && pieces.Count == 0) context.Abort();
    }

    private List<string> PiecesFor(JsonElement body)
    {
        if (Plan.Error is { } error) return [JsonSerializer.Serialize(new { text = error.Text, error_code = error.Code })];
        var prompt = body.GetProperty("prompt").GetString()!;
        var said = Enumerable.Range(0, Plan.Answer.Length).Reverse().First(length => prompt.EndsWith(Plan.Answer[..length], StringComparison.Ordinal));
        var rest = Plan.Answer[said..];
        List<int> ends = [.. Enumerable.Range(1, Math.Max(rest.Length - 1, 0)).Where(end => rest[end] == ' '), rest.Length];
        var most = body.TryGetProperty("max_new_tokens", out var limit) ? limit.GetInt32() : 256;
        var isLong = ends.Count > most;
        if (isLong) ends = ends[..most];
        List<string> pieces = [.. ends.Select((end, index) => Piece(prompt, rest[..end], index + 1, null))];
        if (pieces.Count > 0) pieces.Add(Piece(prompt, rest[..ends[^1]], ends.Count, isLong ? "length" : Plan.FinishReason));
        return pieces;
    }

    private static string Piece(string prompt, string text, int tokens, string? finishReason) => JsonSerializer.Serialize(new
    {
        text,
        error_code = 0,
        usage = new { prompt_tokens = CountTokens(prompt), completion_tokens = tokens, total_tokens = CountTokens(prompt) + tokens },
        finish_reason = finishReason,
        logprobs = (object?)null,
    });

    private async Task WriteAsync(HttpContext context, List<string> pieces)
    {
        if (Plan.WriteSize > 0)
        {
            var all = Encoding.UTF8.GetBytes(string.Concat(pieces.Select(piece => piece + "\0")));
            foreach (var part in all.Chunk(Plan.WriteSize)) await FlushAsync(context, part);
            return;
        }

        foreach (var piece in pieces)
        {
            await FlushAsync(context, Encoding.UTF8.GetBytes(piece + "\0"));
            if (Plan.WaitsAfterFirst) await HangAsync(context);
        }
    }

    private static async Task FlushAsync(HttpContext context, byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task HangAsync(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    // Whatever the content type says.
    private static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        return document.RootElement.Clone();
    }
}
