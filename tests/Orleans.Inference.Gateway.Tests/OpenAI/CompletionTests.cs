using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>Tests of generated texts.</summary>
public abstract class CompletionTests : OpenAITests
{
    protected const string ChatPath = "/v1/chat/completions";
    protected const string TextPath = "/v1/completions";
    protected const string GoodChat = """{"model":"talker","messages":[{"role":"user","content":"Hi"}]}""";
    protected const string GoodText = """{"model":"talker","prompt":"Once"}""";
    protected const string StreamedChat = """{"model":"talker","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";
    protected const string StreamedText = """{"model":"talker","stream":true,"prompt":"Once"}""";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Text.Generate = (_, _) => TextStreams.Say("Hello", ",", " world");
    }

    /// <summary>Calls and gives the data of all events.</summary>
    protected async Task<string[]> StreamAsync(string body, string path)
    {
        using var response = await PostAsync(body, path);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        return [.. SseParser.Create(stream).Enumerate().Select(item => item.Data)];
    }

    /// <summary>Calls and gives the pieces of a stream that ends as it should.</summary>
    protected async Task<JsonElement[]> PiecesAsync(string body, string path)
    {
        var events = await StreamAsync(body, path);
        Assert.Equal("[DONE]", events[^1]);
        return [.. events[..^1].Select(Parse)];
    }

    protected static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    protected static JsonElement Choice(JsonElement piece) => piece.GetProperty("choices").EnumerateArray().Single();

    /// <summary>The text of a piece of a chat; null where it has none.</summary>
    protected static string? Content(JsonElement piece) =>
        Choice(piece).GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null;
}
