using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class CompletionStreamTests : CompletionTests
{
    [Fact]
    public async Task A_chat_comes_in_pieces()
    {
        var pieces = await PiecesAsync(StreamedChat, ChatPath);

        Assert.Equal(
            [
                """{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}""",
                """{"index":0,"delta":{"content":"Hello"},"logprobs":null,"finish_reason":null}""",
                """{"index":0,"delta":{"content":","},"logprobs":null,"finish_reason":null}""",
                """{"index":0,"delta":{"content":" world"},"logprobs":null,"finish_reason":null}""",
                """{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}""",
            ],
            pieces.Select(piece => Choice(piece).GetRawText()));
        Assert.All(pieces, piece => Assert.Equal(["id", "object", "created", "model", "choices"], piece.EnumerateObject().Select(property => property.Name)));
        Assert.All(pieces, piece => Assert.Equal(("chat.completion.chunk", "talker"), (piece.GetProperty("object").GetString(), piece.GetProperty("model").GetString())));
        Assert.Single(pieces.Select(piece => (piece.GetProperty("id").GetString(), piece.GetProperty("created").GetInt64())).Distinct());
    }

    [Fact]
    public async Task A_continuation_comes_in_pieces()
    {
        var pieces = await PiecesAsync(StreamedText, TextPath);

        Assert.Equal(
            [
                """{"index":0,"text":"Hello","logprobs":null,"finish_reason":null}""",
                """{"index":0,"text":",","logprobs":null,"finish_reason":null}""",
                """{"index":0,"text":" world","logprobs":null,"finish_reason":null}""",
                """{"index":0,"text":"","logprobs":null,"finish_reason":"stop"}""",
            ],
            pieces.Select(piece => Choice(piece).GetRawText()));
        Assert.All(pieces, piece => Assert.Equal("text_completion", piece.GetProperty("object").GetString()));
    }

    [Fact]
    public async Task The_tokens_used_come_last()
    {
        var pieces = await PiecesAsync(StreamedChat.Replace("\"stream\":true", """ "stream":true,"stream_options":{"include_usage":true} """, StringComparison.Ordinal), ChatPath);

        Assert.All(pieces[..^1], piece => Assert.Equal("null", piece.GetProperty("usage").GetRawText()));
        Assert.Empty(pieces[^1].GetProperty("choices").EnumerateArray());
        Assert.Equal("""{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}""", pieces[^1].GetProperty("usage").GetRawText());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_character_is_lost_however_the_text_is_cut(int seed)
    {
        var random = new Random(seed);
        const string Whole = "data: \"quoted\"\r\n\n\0 äöü 漢字 👩‍👩‍👧 😀\u2028 \\u0041 </script> 🇨🇭 end 𝒳";
        var whole = string.Concat(Enumerable.Repeat(Whole, 200));
        List<string> cuts = [];
        for (var at = 0; at < whole.Length;)
        {
            var length = Math.Min(random.Next(4), whole.Length - at);
            cuts.Add(whole.Substring(at, length));
            at += length;
        }

        Text.Generate = (_, _) => TextStreams.Say([.. cuts]);

        Assert.Equal(whole, string.Concat((await PiecesAsync(StreamedChat, ChatPath)).Select(Content)));
        Assert.Equal(whole, string.Concat((await PiecesAsync(StreamedText, TextPath)).Select(piece => Choice(piece).GetProperty("text").GetString())));
    }

    [Fact]
    public async Task A_piece_is_on_its_way_before_the_next_one_is_there()
    {
        var said = Channel.CreateUnbounded<TextUpdate>();
        Text.Generate = (_, token) => said.Reader.ReadAllAsync(token);
        said.Writer.TryWrite(new() { Text = "one" });
        using var response = await SendAsync(StreamedText, Cancellation);
        using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        await using var events = SseParser.Create(stream).EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        foreach (var next in (string?[])["two", "three", null])
        {
            Assert.True(await events.MoveNextAsync());
            Assert.NotEmpty(Choice(Parse(events.Current.Data)).GetProperty("text").GetString()!);
            if (next is null) said.Writer.Complete();
            else said.Writer.TryWrite(new() { Text = next });
        }

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("stop", Choice(Parse(events.Current.Data)).GetProperty("finish_reason").GetString());
        Assert.True(response.Headers.CacheControl?.NoCache);
    }

    [Fact]
    public async Task Choices_come_mixed_as_they_are_made()
    {
        var first = new TaskCompletionSource();
        var number = 0;
        Text.Generate = (_, _) => Interlocked.Increment(ref number) == 1 ? TextStreams.After(first.Task, new() { Text = "slow", Usage = new(3, 1) }) : SayAndTell(first, "quick");

        var pieces = await PiecesAsync("""{"model":"talker","stream":true,"n":2,"stream_options":{"include_usage":true},"messages":"Hi"}""", ChatPath);

        var choices = pieces[..^1].Select(Choice).ToArray();
        Assert.Equal(2, choices.Select(choice => choice.GetProperty("index").GetInt32()).Distinct().Count());
        foreach (var choice in choices.GroupBy(choice => choice.GetProperty("index").GetInt32()))
        {
            Assert.Equal("assistant", choice.First().GetProperty("delta").GetProperty("role").GetString());
            Assert.Equal("stop", choice.Last().GetProperty("finish_reason").GetString());
        }

        Assert.Equal(["quick", "slow"], pieces[..^1].Select(Content).Where(content => !string.IsNullOrEmpty(content)));
        Assert.Equal("""{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}""", pieces[^1].GetProperty("usage").GetRawText());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task What_fails_after_the_first_piece_is_an_event_and_the_end(int choices)
    {
        Text.Generate = (_, _) => TextStreams.Fail(new NoWorkerException("talker", "its worker was lost"), "Hel", "lo");

        var events = await StreamAsync($$"""{"model":"talker","stream":true,"n":{{choices}},"messages":"Hi"}""", ChatPath);

        var error = Parse(events[^1]).GetProperty("error");
        Assert.Equal(("server_error", "no_worker"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains("its worker was lost", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(events[..^1], piece => Content(Parse(piece)) == "Hel");
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task What_nobody_foresaw_in_a_stream_is_logged_and_not_told()
    {
        Text.Generate = (_, _) => TextStreams.Fail(new InvalidOperationException("secret"), "Hel");

        var events = await StreamAsync(StreamedChat, ChatPath);

        Assert.DoesNotContain("secret", events[^1], StringComparison.Ordinal);
        Assert.Equal("server_error", Parse(events[^1]).GetProperty("error").GetProperty("type").GetString());
        Assert.Single(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task A_caller_who_leaves_cancels_the_work(int choices, bool hasStarted)
    {
        var left = Enumerable.Range(0, choices).Select(_ => new TaskCompletionSource()).ToArray();
        using var begun = new SemaphoreSlim(0);
        var number = -1;
        Text.Generate = (_, token) =>
        {
            begun.Release();
            return TextStreams.Hang(left[Interlocked.Increment(ref number)], hasStarted ? ["Hel"] : [], token);
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = SendAsync($$"""{"model":"talker","stream":true,"n":{{choices}},"prompt":"Hi"}""", leaving.Token);
        for (var i = 0; i < choices; i++) await begun.WaitAsync(Cancellation);
        using var response = hasStarted ? await call : null;

        if (hasStarted) response!.Dispose();
        else await leaving.CancelAsync();

        await Task.WhenAll(left.Select(one => one.Task)).WaitAsync(Cancellation);
        if (!hasStarted) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await CallAsync(GoodEmbedding);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    private async Task<HttpResponseMessage> SendAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TextPath) { Content = Json(body) };
        return await Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static async IAsyncEnumerable<TextUpdate> SayAndTell(TaskCompletionSource told, string text)
    {
        await Task.Yield();
        yield return new() { Text = text, Usage = new(3, 1) };
        told.SetResult();
    }
}
