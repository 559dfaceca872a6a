using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>Whatever the bytes of a call are, it is answered rightly, or refused as the caller's mistake with the field that is wrong.</summary>
public sealed class MutatedCallTests : CompletionTests
{
    private const int Calls = 10_000;

    private static readonly byte[][] Chats =
    [
        """{"model":"talker","messages":[{"role":"user","content":"Hello"}],"n":2}"""u8.ToArray(),
        """
        {"model":"talker","messages":[{"role":"system","content":"a\u00e9b"},{"role":"user","content":[{"type":"text","text":"x \ud83d\ude00"},{"type":"image_url","image_url":{"url":"u"}}]}],
        "temperature":0.5,"stop":["a"],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"text"},"tools":[]}
        """u8.ToArray(),
    ];

    private static readonly byte[][] Texts =
    [
        """{"model":"talker","prompt":"Once upon","stream":true,"echo":true}"""u8.ToArray(),
        """{"model":"talker","prompt":["first","other"],"max_tokens":5,"logprobs":2,"stop":"x","stop_token_ids":[1,2],"best_of":1,"logit_bias":{},"timeout":1.5}"""u8.ToArray(),
    ];

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "0", "-1", "1e400", "null", "true", "\\u", "\\ud800", "\\ud83d\\ude00", "[[", "]]", "[]", "{}", "\"\"", "0,0", "\n", "\u00ff", "\"content\"",
        "9223372036854775807",
    ];

    [Fact]
    public Task A_chat_is_answered_or_refused() => MutateAsync(ChatPath, Chats, GoodChat, AnswersOfChat);

    [Fact]
    public Task A_continuation_is_answered_or_refused() => MutateAsync(TextPath, Texts, GoodText, AnswersOfText);

    private async Task MutateAsync(string path, byte[][] seeds, string good, Func<JsonElement, IEnumerable<string>> answersOf)
    {
        // The model repeats what was said last.
        Text.Generate = (request, _) => TextStreams.Say([.. (request.Prompt ?? request.Messages[^1].Text).Chunk(3).Select(piece => new string(piece)), ""]);
        var random = new Random(11);
        var answered = 0;
        for (var i = 0; i < Calls / 2; i++)
        {
            var body = BodyMutation.Of(random, seeds[i % seeds.Length], Pieces);
            using var response = await Gateway.Http.PostAsync(path, new ByteArrayContent(body), Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            var told = $"{response.StatusCode} {text} for {Encoding.Latin1.GetString(body)}";
            if (response.StatusCode == HttpStatusCode.OK)
            {
                answered++;
                var asked = Parse(Encoding.UTF8.GetString(body));
                var expected = answersOf(asked).SelectMany(answer => Enumerable.Repeat(answer, ChoicesOf(asked)));
                Assert.True(expected.SequenceEqual(ChoicesOf(text, response.Content.Headers.ContentType?.MediaType == "text/event-stream")), told);
            }
            else
            {
                Assert.True(response.StatusCode == HttpStatusCode.BadRequest && Parse(text).GetProperty("error").GetProperty("param").GetString() is { Length: > 0 }, told);
            }

            if (i % 100 == 0) await CallAsync(good, path);
        }

        Assert.InRange(answered, Calls / 100, (Calls / 2) - 1);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private static int ChoicesOf(JsonElement asked) => asked.TryGetProperty("n", out var choices) && choices.ValueKind == JsonValueKind.Number ? choices.GetInt32() : 1;

    private static IEnumerable<string> AnswersOfText(JsonElement asked)
    {
        var prompt = asked.GetProperty("prompt");
        return prompt.ValueKind == JsonValueKind.String ? [prompt.GetString()!] : prompt.EnumerateArray().Select(one => one.GetString()!);
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

    private static IEnumerable<string> ChoicesOf(string answer, bool isStream)
    {
        string[] objects = [answer];
        if (isStream)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(answer));
            objects = [.. SseParser.Create(stream).Enumerate().Select(item => item.Data)];
            Assert.Equal("[DONE]", objects[^1]);
            objects = objects[..^1];
        }

        return objects.SelectMany(one => Parse(one).GetProperty("choices").EnumerateArray())
            .GroupBy(choice => choice.GetProperty("index").GetInt32())
            .OrderBy(choice => choice.Key)
            .Select(choice => string.Concat(choice.Select(PieceOf)));
    }

    private static string? PieceOf(JsonElement choice) =>
        choice.TryGetProperty("text", out var text) ? text.GetString()
        : (choice.TryGetProperty("delta", out var delta) ? delta : choice.GetProperty("message")).TryGetProperty("content", out var content) ? content.GetString()
        : "";
}
