using System.Net;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class CompletionAnswerTests : CompletionTests
{
    [Fact]
    public async Task A_chat_is_answered()
    {
        var answer = await CallAsync(GoodChat, ChatPath);

        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(("chat.completion", "talker"), (answer.GetProperty("object").GetString(), answer.GetProperty("model").GetString()));
        Assert.InRange(answer.GetProperty("created").GetInt64(), DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal(
            """{"index":0,"message":{"role":"assistant","content":"Hello, world","refusal":null},"logprobs":null,"finish_reason":"stop"}""",
            Choice(answer).GetRawText());
        Assert.Equal("""{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}""", answer.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task A_text_is_continued()
    {
        Text.Generate = (_, _) => TextStreams.One(new() { Text = "a \"time\"\n😀", FinishReason = "length", LogProbabilities = """{"tokens":["a"]}""" });

        var answer = await CallAsync(GoodText, TextPath);

        Assert.StartsWith("cmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
        Assert.Equal(("a \"time\"\n😀", "length"), (Choice(answer).GetProperty("text").GetString(), Choice(answer).GetProperty("finish_reason").GetString()));
        Assert.Equal("""{"tokens":["a"]}""", Choice(answer).GetProperty("logprobs").GetRawText());
        Assert.Equal("null", answer.GetProperty("usage").GetRawText());
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("abort", "stop")]
    [InlineData(null, "stop")]
    public async Task A_reason_to_end_is_one_that_clients_know(string? reason, string expected)
    {
        Text.Generate = (_, _) => TextStreams.One(new() { Text = "a", FinishReason = reason });

        Assert.Equal(expected, Choice(await CallAsync(GoodChat, ChatPath)).GetProperty("finish_reason").GetString());
        Assert.Equal(expected, Choice((await PiecesAsync(StreamedChat, ChatPath))[^1]).GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Choices_and_prompts_are_in_order_and_a_prompt_counts_once()
    {
        Text.Generate = (request, _) => TextStreams.One(new() { Text = $"{request.Prompt}!", FinishReason = "stop", Usage = new(request.Prompt!.Length, 2) });

        var answer = await CallAsync("""{"model":"talker","prompt":["a","bb","ccc"],"n":2}""", TextPath);

        var choices = answer.GetProperty("choices").EnumerateArray().ToArray();
        Assert.Equal([0, 1, 2, 3, 4, 5], choices.Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal(["a!", "a!", "bb!", "bb!", "ccc!", "ccc!"], choices.Select(choice => choice.GetProperty("text").GetString()));
        Assert.Equal("""{"prompt_tokens":6,"completion_tokens":12,"total_tokens":18}""", answer.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task Choices_are_generated_at_the_same_time()
    {
        var together = new TaskCompletionSource();
        var number = 0;
        Text.Generate = (_, _) =>
        {
            if (Interlocked.Increment(ref number) == 3) together.SetResult();
            return TextStreams.After(together.Task, new() { Text = "a", FinishReason = "stop" });
        };

        var answer = await CallAsync("""{"model":"talker","prompt":"a","n":3}""", TextPath);

        Assert.Equal(3, answer.GetProperty("choices").GetArrayLength());
    }

    [Fact]
    public async Task When_one_choice_fails_the_others_are_given_up()
    {
        var left = new TaskCompletionSource();
        Text.Generate = (request, token) => request.Prompt == "bad" ? TextStreams.Fail(new NoWorkerException("talker", "gone")) : TextStreams.Hang(left, [], token);
        using var response = await PostAsync("""{"model":"talker","prompt":["good","bad"]}""", TextPath);

        await left.Task.WaitAsync(Cancellation);
        await FailedAsync(response, HttpStatusCode.ServiceUnavailable, "server_error", null, "no_worker");
    }
}
