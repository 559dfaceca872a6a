using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class EmbeddingsErrorTests : OpenAITests
{
    [Theory]
    [InlineData("""{"model":"words"}""", "input", "given none")]
    [InlineData("""{"input":"a"}""", "model", "the name of a model")]
    [InlineData("""{"model":"","input":"a"}""", "model", "the name of a model")]
    [InlineData("""{"model":1,"input":"a"}""", "model", "a string")]
    [InlineData("""{"model":"words","input":""}""", "input", "not empty")]
    [InlineData("""{"model":"words","input":[]}""", "input", "an empty array")]
    [InlineData("""{"model":"words","input":["a",""]}""", "input[1]", "not empty")]
    [InlineData("""{"model":"words","input":["a",1]}""", "input[1]", "a text, as the first one is", "given 1")]
    [InlineData("""{"model":"words","input":[[1],"a"]}""", "input[1]", "an array of tokens")]
    [InlineData("""{"model":"words","input":[[1],[]]}""", "input[1]", "an empty array")]
    [InlineData("""{"model":"words","input":[1,"a"]}""", "input", "integers from 0 on")]
    [InlineData("""{"model":"words","input":[1.5]}""", "input", "integers from 0 on", "given 1.5")]
    [InlineData("""{"model":"words","input":[-1]}""", "input", "given -1")]
    [InlineData("""{"model":"words","input":[4294967296]}""", "input", "given 4294967296")]
    [InlineData("""{"model":"words","input":[[[1]]]}""", "input[0]", "given an array")]
    [InlineData("""{"model":"words","input":[{}]}""", "input[0]", "given an object")]
    [InlineData("""{"model":"words","input":{"a":1}}""", "input", "given an object")]
    [InlineData("""{"model":"words","input":null}""", "input", "given null")]
    [InlineData("""{"model":"words","input":"\ud800"}""", "input", "valid Unicode")]
    [InlineData("""{"model":"words","input":"a","encoding_format":"hex"}""", "encoding_format", "float or base64", "hex")]
    [InlineData("""{"model":"words","input":"a","encoding_format":7}""", "encoding_format", "float or base64")]
    [InlineData("""{"model":"words","input":"a","dimensions":0}""", "dimensions", "at least 1", "given 0")]
    [InlineData("""{"model":"words","input":"a","dimensions":"4"}""", "dimensions", "at least 1")]
    [InlineData("""{"model":"words","input":"a","dimensions":1e99}""", "dimensions", "at least 1")]
    [InlineData("""["words"]""", "request", "an object")]
    [InlineData("""{"model":"words","input":"a"}x""", "request body", "line 1")]
    [InlineData("""{"model":"words","input":["a" """, "request body", "line 1")]
    [InlineData("", "request body", "JSON")]
    public async Task What_is_wrong_is_refused_and_named(string body, string param, params string[] parts)
    {
        using var response = await PostAsync(body, "/v1/embeddings");

        await FailedAsync(response, HttpStatusCode.BadRequest, "invalid_request_error", param, null, parts);
    }

    [Fact]
    public async Task More_texts_than_are_allowed_are_refused()
    {
        using var response = await PostAsync($$"""{"model":"words","input":[{{string.Join(',', Enumerable.Repeat("\"a\"", 2049))}}]}""", "/v1/embeddings");

        await FailedAsync(response, HttpStatusCode.BadRequest, "invalid_request_error", "input", null, "at most 2048");
    }

    [Fact]
    public async Task Deep_nesting_and_bytes_that_are_no_text_are_refused()
    {
        using var deep = await PostAsync($$"""{"model":"words","input":{{new string('[', 5000)}}""", "/v1/embeddings");
        await FailedAsync(deep, HttpStatusCode.BadRequest, "invalid_request_error", "input[0]", null);

        using var unknown = await PostAsync($$"""{"model":"words","more":{{new string('[', 5000)}}""", "/v1/embeddings");
        await FailedAsync(unknown, HttpStatusCode.BadRequest, "invalid_request_error", "request body", null);

        byte[] body = [.. Encoding.UTF8.GetBytes("""{"model":"words","input":" """), 0xFF, .. Encoding.UTF8.GetBytes("\"}")];
        using var bytes = await Gateway.Http.PostAsync("/v1/embeddings", new ByteArrayContent(body), Cancellation);
        await FailedAsync(bytes, HttpStatusCode.BadRequest, "invalid_request_error", "input", null, "valid Unicode");
    }

    public static TheoryData<string, HttpStatusCode, string, string?, string?> Errors => new()
    {
        { nameof(InvalidInputException), HttpStatusCode.BadRequest, "invalid_request_error", "input[1]", null },
        { nameof(ModelNotFoundException), HttpStatusCode.NotFound, "invalid_request_error", "model", "model_not_found" },
        { nameof(QueueFullException), HttpStatusCode.TooManyRequests, "rate_limit_error", null, "queue_full" },
        { nameof(NoWorkerException), HttpStatusCode.ServiceUnavailable, "server_error", null, "no_worker" },
        { nameof(DeadlineExceededException), HttpStatusCode.GatewayTimeout, "server_error", null, "timeout" },
        { nameof(ExecutionFailedException), HttpStatusCode.InternalServerError, "server_error", null, "model_failed" },
        { nameof(InvalidOperationException), HttpStatusCode.InternalServerError, "server_error", null, null },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_its_status_and_its_form(string name, HttpStatusCode status, string type, string? param, string? code)
    {
        FailOnce(name switch
        {
            nameof(InvalidInputException) => new InvalidInputException("input[1]", "at most 16 tokens", "20"),
            nameof(ModelNotFoundException) => new ModelNotFoundException("m", null, ["a", "b"]),
            nameof(QueueFullException) => new QueueFullException("m", 8, TimeSpan.FromMilliseconds(1200)),
            nameof(NoWorkerException) => new NoWorkerException("m", "it is loading"),
            nameof(DeadlineExceededException) => new DeadlineExceededException("m", TimeSpan.FromMilliseconds(250)),
            nameof(ExecutionFailedException) => new ExecutionFailedException("m", "division by zero"),
            _ => new InvalidOperationException("secret"),
        });
        using var response = await PostAsync(GoodEmbedding, "/v1/embeddings");

        var error = await FailedAsync(response, status, type, param, code);

        Assert.DoesNotContain("secret", error.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(name == nameof(InvalidOperationException) ? 1 : 0, Gateway.Logs.Entries.Count(entry => entry.Level >= LogLevel.Error));
        if (name != nameof(QueueFullException)) return;
        Assert.Equal(("2", "1200"), (response.Headers.GetValues("retry-after").Single(), response.Headers.GetValues("retry-after-ms").Single()));
    }

    [Theory]
    [InlineData("GET", "/v1/embeddings", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/models", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/v1/models/words", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1", HttpStatusCode.NotFound)]
    [InlineData("POST", "/v1/nothing/here", HttpStatusCode.NotFound)]
    public async Task Wrong_verbs_and_unknown_paths_are_answered_in_the_protocols_form(string verb, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new(verb), path);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);

        await FailedAsync(response, status, "invalid_request_error", null, null, path);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await Gateway.DisposeAsync();
        Gateway = await GatewayHost.StartAsync(options => options.MaxRequestBodyBytes = 100);
        using var response = await PostAsync($$"""{"model":"words","input":"{{new string('a', 200)}}"}""", "/v1/embeddings");

        await FailedAsync(response, HttpStatusCode.RequestEntityTooLarge, "invalid_request_error", null, null, "at most 100 bytes");
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_the_work()
    {
        TaskCompletionSource started = new(), cancelled = new();
        Text.Embed = async (_, token) =>
        {
            using var registration = token.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };
        using var leaving = new CancellationTokenSource();
        var call = Gateway.Http.PostAsync("/v1/embeddings", Json(GoodEmbedding), leaving.Token);
        await started.Task.WaitAsync(Cancellation);

        await leaving.CancelAsync();

        await cancelled.Task.WaitAsync(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private void FailOnce(Exception exception) => Text.Embed = (_, _) =>
    {
        Text.Embed = (request, _) => Task.FromResult(FakeTextClient.LengthsOf(request));
        return Task.FromException<TextEmbeddings>(exception);
    };
}
