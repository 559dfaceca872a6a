using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class CompletionErrorTests : CompletionTests
{
    private const string Hi = """ "model":"talker","messages":[{"role":"user","content":"Hi"}] """;

    [Theory]
    [InlineData("""{"model":"talker"}""", "messages", "an array of messages", "given none")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""", "model", "the name of a model")]
    [InlineData("""{"model":7,"messages":"a"}""", "model", "a string")]
    [InlineData("""{"model":"talker","messages":[]}""", "messages", "at least one")]
    [InlineData("""{"model":"talker","messages":null}""", "messages", "given null")]
    [InlineData("""{"model":"talker","messages":{"role":"user"}}""", "messages", "given an object")]
    [InlineData("""{"model":"talker","messages":["Hi"]}""", "messages[0]", "an object")]
    [InlineData("""{"model":"talker","messages":[{"content":"Hi"}]}""", "messages[0].role", "system, developer, user")]
    [InlineData("""{"model":"talker","messages":[{"role":"king","content":"Hi"}]}""", "messages[0].role", "system, developer, user", "king")]
    [InlineData("""{"model":"talker","messages":[{"role":"user"}]}""", "messages[0].content", "given none")]
    [InlineData("""{"model":"talker","messages":[{"role":"user","content":7}]}""", "messages[0].content", "given 7")]
    [InlineData("""{"model":"talker","messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content", "valid Unicode")]
    [InlineData("""{"model":"talker","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text", "given none")]
    [InlineData("""{"model":"talker","messages":[{"role":"user","content":[{"text":"a"}]}]}""", "messages[0].content[0].type", "given none")]
    [InlineData("""{"model":"talker","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""", "messages[0].content[0].type", "input_audio")]
    [InlineData("""{"model":"talker","messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}""", "messages[0].content[0].image_url", "a URL")]
    [InlineData("""{"model":"talker","messages":[{"role":"assistant","tool_calls":[{"id":"c"}]}]}""", "messages[0].tool_calls", "not supported")]
    [InlineData($$"""{{{Hi}},"temperature":2.1}""", "temperature", "a number from 0 to 2", "given 2.1")]
    [InlineData($$"""{{{Hi}},"temperature":"hot"}""", "temperature", "a number from 0 to 2", "hot")]
    [InlineData($$"""{{{Hi}},"temperature":1e999}""", "temperature", "1e999")]
    [InlineData($$"""{{{Hi}},"top_p":-0.1}""", "top_p", "from 0 to 1")]
    [InlineData($$"""{{{Hi}},"top_k":-2}""", "top_k", "from -1")]
    [InlineData($$"""{{{Hi}},"n":0}""", "n", "from 1 to 16")]
    [InlineData($$"""{{{Hi}},"n":17}""", "n", "from 1 to 16")]
    [InlineData($$"""{{{Hi}},"max_tokens":0}""", "max_tokens", "from 1")]
    [InlineData($$"""{{{Hi}},"max_completion_tokens":1.5}""", "max_completion_tokens", "an integer")]
    [InlineData($$"""{{{Hi}},"stop":7}""", "stop", "a text or an array of texts")]
    [InlineData($$"""{{{Hi}},"stop":[7]}""", "stop", "a string")]
    [InlineData($$"""{{{Hi}},"stop_token_ids":[-1]}""", "stop_token_ids", "integers from 0")]
    [InlineData($$"""{{{Hi}},"presence_penalty":3}""", "presence_penalty", "from -2 to 2")]
    [InlineData($$"""{{{Hi}},"frequency_penalty":-3}""", "frequency_penalty", "from -2 to 2")]
    [InlineData($$"""{{{Hi}},"repetition_penalty":0}""", "repetition_penalty", "more than 0")]
    [InlineData($$"""{{{Hi}},"stream":"yes"}""", "stream", "true or false")]
    [InlineData($$"""{{{Hi}},"stream_options":{"include_usage":1} }""", "stream_options.include_usage", "true or false")]
    [InlineData($$"""{{{Hi}},"timeout":3601}""", "timeout", "from 0 to 3600")]
    [InlineData($$"""{{{Hi}},"priority":-1}""", "priority", "from 0")]
    [InlineData($$"""{{{Hi}},"tools":[{"type":"function"}]}""", "tools", "not supported")]
    [InlineData($$"""{{{Hi}},"functions":[{}]}""", "functions", "not supported")]
    [InlineData($$"""{{{Hi}},"logprobs":true}""", "logprobs", "not supported")]
    [InlineData($$"""{{{Hi}},"top_logprobs":2}""", "top_logprobs", "not supported")]
    [InlineData($$"""{{{Hi}},"logit_bias":{"5":1} }""", "logit_bias", "not supported")]
    [InlineData($$"""{{{Hi}},"response_format":{"type":"json_schema","json_schema":{} } }""", "response_format.type", "json_schema")]
    [InlineData($$"""{{{Hi}},"modalities":["text","audio"]}""", "modalities", "audio")]
    [InlineData($$"""{{{Hi}}}x""", "request body", "line 1")]
    [InlineData("""["talker"]""", "request", "an object")]
    [InlineData("", "request body", "JSON")]
    public async Task What_is_wrong_with_a_chat_is_refused_and_named(string body, string param, params string[] parts)
    {
        using var response = await PostAsync(body, ChatPath);

        await FailedAsync(response, HttpStatusCode.BadRequest, "invalid_request_error", param, null, parts);
        Assert.Empty(Text.Texts);
    }

    [Theory]
    [InlineData("""{"model":"talker"}""", "prompt", "given none")]
    [InlineData("""{"prompt":"Once"}""", "model", "the name of a model")]
    [InlineData("""{"model":"talker","prompt":[]}""", "prompt", "at least one")]
    [InlineData("""{"model":"talker","prompt":{}}""", "prompt", "given an object")]
    [InlineData("""{"model":"talker","prompt":[1,2]}""", "prompt", "given tokens")]
    [InlineData("""{"model":"talker","prompt":[[1,2]]}""", "prompt", "given tokens")]
    [InlineData("""{"model":"talker","prompt":["a",null]}""", "prompt[1]", "a string")]
    [InlineData("""{"model":"talker","prompt":"a","suffix":"b"}""", "suffix", "none")]
    [InlineData("""{"model":"talker","prompt":"a","n":2,"best_of":3}""", "best_of", "n, which is 2", "given 3")]
    [InlineData("""{"model":"talker","prompt":"a","best_of":3}""", "best_of", "n, which is 1")]
    [InlineData("""{"model":"talker","prompt":"a","logprobs":true}""", "logprobs", "an integer from 0")]
    [InlineData("""{"model":"talker","prompt":"a","logprobs":1,"stream":true}""", "logprobs", "none in a stream")]
    [InlineData("""{"model":"talker","prompt":"a","use_beam_search":true}""", "use_beam_search", "not supported")]
    [InlineData("""{"model":"talker","n":16,"prompt":["a","a","a","a","a","a","a","a","a"]}""", "n", "at most 128", "16 of each of 9")]
    public async Task What_is_wrong_with_a_continuation_is_refused_and_named(string body, string param, params string[] parts)
    {
        using var response = await PostAsync(body, TextPath);

        await FailedAsync(response, HttpStatusCode.BadRequest, "invalid_request_error", param, null, parts);
        Assert.Empty(Text.Texts);
    }

    public static TheoryData<string, HttpStatusCode, string, string?, string?> Errors => new()
    {
        { "context", HttpStatusCode.BadRequest, "invalid_request_error", "messages", "context_length_exceeded" },
        { "image", HttpStatusCode.BadRequest, "invalid_request_error", "messages", null },
        { "kind", HttpStatusCode.BadRequest, "invalid_request_error", "model", null },
        { "unknown", HttpStatusCode.NotFound, "invalid_request_error", "model", "model_not_found" },
        { "full", HttpStatusCode.TooManyRequests, "rate_limit_error", null, "queue_full" },
        { "none", HttpStatusCode.ServiceUnavailable, "server_error", null, "no_worker" },
        { "late", HttpStatusCode.GatewayTimeout, "server_error", null, "timeout" },
        { "failed", HttpStatusCode.InternalServerError, "server_error", null, "model_failed" },
        { "surprise", HttpStatusCode.InternalServerError, "server_error", null, null },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task What_fails_before_the_first_piece_is_an_ordinary_error(string name, HttpStatusCode status, string type, string? param, string? code)
    {
        Text.Generate = (_, _) => TextStreams.Fail(ErrorOf(name));
        foreach (var body in (string[])[GoodChat, StreamedChat, """{"model":"talker","stream":true,"n":3,"messages":"Hi"}"""])
        {
            using var response = await PostAsync(body, ChatPath);

            var error = await FailedAsync(response, status, type, param, code);

            Assert.DoesNotContain("secret", error.GetRawText(), StringComparison.Ordinal);
            if (name == "full") Assert.Equal(("2", "1200"), (response.Headers.GetValues("retry-after").Single(), response.Headers.GetValues("retry-after-ms").Single()));
        }

        Assert.Equal(name == "surprise" ? 3 : 0, Gateway.Logs.Entries.Count(entry => entry.Level >= LogLevel.Error));
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_named_as_that()
    {
        Text.Generate = (_, _) => TextStreams.Fail(ErrorOf("context"));
        using var response = await PostAsync(GoodText, TextPath);

        await FailedAsync(response, HttpStatusCode.BadRequest, "invalid_request_error", "prompt", "context_length_exceeded", "2048", "3000");
    }

    [Theory]
    [InlineData("abc-123", true)]
    [InlineData("a b", false)]
    [InlineData("{}", false)]
    public async Task A_request_keeps_the_name_that_its_caller_gave_it(string given, bool isKept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, ChatPath) { Content = Json(GoodChat) };
        request.Headers.Add("x-request-id", given);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);

        Assert.Equal(isKept, response.Headers.GetValues("x-request-id").Single() == given);
    }

    [Fact]
    public async Task Deep_nesting_and_bytes_that_are_no_text_are_refused()
    {
        using var deep = await PostAsync($$"""{{{Hi}},"more":{{new string('[', 5000)}}""", ChatPath);
        await FailedAsync(deep, HttpStatusCode.BadRequest, "invalid_request_error", "request body", null);

        byte[] body = [.. Encoding.UTF8.GetBytes("""{"model":"talker","messages":" """), 0xFF, .. Encoding.UTF8.GetBytes("\"}")];
        using var bytes = await Gateway.Http.PostAsync(ChatPath, new ByteArrayContent(body), Cancellation);
        await FailedAsync(bytes, HttpStatusCode.BadRequest, "invalid_request_error", "messages", null, "valid Unicode");
    }

    private static Exception ErrorOf(string name) => name switch
    {
        "context" => new InvalidInputException("prompt", "one that leaves room for an answer, as this model's maximum context length is 2048 tokens", "messages of 3000 tokens"),
        "image" => new InvalidInputException("message", "text, as the model 'talker' takes no images", "an image"),
        "kind" => new InvalidInputException("model", "one that can do Generation", "'talker', which takes tensors alone"),
        "unknown" => new ModelNotFoundException("talker", null, ["a", "b"]),
        "full" => new QueueFullException("talker", 8, TimeSpan.FromMilliseconds(1200)),
        "none" => new NoWorkerException("talker", "it is loading"),
        "late" => new DeadlineExceededException("talker", TimeSpan.FromMilliseconds(250)),
        "failed" => new ExecutionFailedException("talker", "division by zero"),
        _ => new InvalidOperationException("secret"),
    };
}
