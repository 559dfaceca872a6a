using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>Chats or continuations over the OpenAI protocol, whole and as streams. The model repeats what was said last.</summary>
internal sealed class OpenAITexts(string path, IReadOnlyList<byte[]> seeds, Func<JsonElement, IEnumerable<string>> answersOf) : FuzzedProtocol
{
    public static OpenAITexts Chats { get; } = new(
        "/v1/chat/completions",
        [
            """{"model":"talker","messages":[{"role":"user","content":"Hello 123"}],"n":2}"""u8.ToArray(),
            """
            {"model":"talker","messages":[{"role":"system","content":"a\u00e9b"},{"role":"user","content":[{"type":"text","text":"x9 \ud83d\ude00"},{"type":"image_url","image_url":{"url":"u"}}]}],
            "temperature":0.5,"stop":["a"],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"text"},"tools":[]}
            """u8.ToArray(),
        ],
        AnswersOfChat);

    public static OpenAITexts Continuations { get; } = new(
        "/v1/completions",
        [
            """{"model":"talker","prompt":"Once upon 5","stream":true,"echo":true}"""u8.ToArray(),
            """{"model":"talker","prompt":["first 1","other"],"max_tokens":5,"logprobs":2,"stop":"x","stop_token_ids":[1,2],"best_of":1,"logit_bias":{},"timeout":1.5}"""u8.ToArray(),
        ],
        AnswersOfText);

    public override IReadOnlyList<byte[]> Seeds => seeds;

    public override HttpRequestMessage Request(byte[] body, Random random) => OpenAIEmbeddings.Post(path, body);

    public override void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer)
    {
        using var asked = JsonDocument.Parse(sent, new() { AllowDuplicateProperties = true });
        var choices = asked.RootElement.TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number ? n.GetInt32() : 1;
        var expected = answersOf(asked.RootElement).SelectMany(text => Enumerable.Repeat(text, choices));
        Assert.Equal(expected, ChoicesOf(answer, response.Content.Headers.ContentType?.MediaType == "text/event-stream"));
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer) => OpenAIEmbeddings.MessageOf(answer);

    private static IEnumerable<string> AnswersOfText(JsonElement asked)
    {
        var prompt = asked.GetProperty("prompt");
        return prompt.ValueKind == JsonValueKind.String ? [prompt.GetString()!] : prompt.EnumerateArray().Select(static one => one.GetString()!);
    }

    private static IEnumerable<string> AnswersOfChat(JsonElement asked)
    {
        var messages = asked.GetProperty("messages");
        if (messages.ValueKind == JsonValueKind.String) return [messages.GetString()!];
        if (!messages.EnumerateArray().Last().TryGetProperty("content", out var content)) return [""];
        return [content.ValueKind == JsonValueKind.Array ? string.Concat(content.EnumerateArray().Select(TextOf)) : content.GetString() ?? ""];
    }

    private static string? TextOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.String ? part.GetString() : part.GetProperty("type").GetString() == "text" ? part.GetProperty("text").GetString() : "";

    private static string[] ChoicesOf(byte[] answer, bool isStream)
    {
        List<JsonDocument> documents = [];
        if (isStream)
        {
            using MemoryStream stream = new(answer);
            string[] events = [.. SseParser.Create(stream).Enumerate().Select(static item => item.Data)];
            Assert.Equal("[DONE]", events[^1]);
            documents.AddRange(events[..^1].Select(static item => JsonDocument.Parse(item)));
        }
        else
        {
            documents.Add(JsonDocument.Parse(answer));
        }

        string[] choices = [.. documents.SelectMany(static document => document.RootElement.GetProperty("choices").EnumerateArray())
            .GroupBy(static choice => choice.GetProperty("index").GetInt32())
            .OrderBy(static choice => choice.Key)
            .Select(static choice => string.Concat(choice.Select(PieceOf)))];
        foreach (var document in documents) document.Dispose();
        return choices;
    }

    private static string? PieceOf(JsonElement choice) =>
        choice.TryGetProperty("text", out var text) ? text.GetString()
        : (choice.TryGetProperty("delta", out var delta) ? delta : choice.GetProperty("message")).TryGetProperty("content", out var content) ? content.GetString()
        : "";
}
