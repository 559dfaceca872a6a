using System.Net;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Every error of an inference as the protocol has it.</summary>
public sealed class ErrorTests : GatewayTests
{
    public static TheoryData<string, HttpStatusCode, string> Errors => new()
    {
        { nameof(InvalidInputException), HttpStatusCode.BadRequest, "expected Float32[batch,3], given Int64[1]" },
        { nameof(ModelNotFoundException), HttpStatusCode.NotFound, "There is no model 'm'. There are: a, b." },
        { nameof(QueueFullException), HttpStatusCode.TooManyRequests, "The queue of the model 'm' is full: 8 requests wait." },
        { nameof(NoWorkerException), HttpStatusCode.ServiceUnavailable, "No worker serves the model 'm' now: it is loading." },
        { nameof(DeadlineExceededException), HttpStatusCode.GatewayTimeout, "did not answer within 250 ms" },
        { nameof(ExecutionFailedException), HttpStatusCode.InternalServerError, "The model 'm' failed: division by zero" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_its_status_and_its_text(string name, HttpStatusCode status, string text)
    {
        Client.FailOnce(Make(name));
        await RefusedAsync(GoodBody, status, text);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public void Every_error_of_the_closed_set_is_tested()
    {
        var all = typeof(InferenceException).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(InferenceException)));
        Assert.Equal(all.Select(type => type.Name).Order(), Errors.Select(row => row.Data.Item1).Order());
    }

    [Theory]
    [InlineData(40, "1", "40")]
    [InlineData(1000, "1", "1000")]
    [InlineData(1000.4, "2", "1001")]
    [InlineData(0, "0", "0")]
    public async Task A_full_queue_says_when_to_come_back(double milliseconds, string seconds, string exact)
    {
        Client.FailOnce(new QueueFullException("m", 8, TimeSpan.FromMilliseconds(milliseconds)));
        using var response = await PostAsync(GoodBody);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(seconds, response.Headers.GetValues("Retry-After").Single());
        Assert.Equal(exact, response.Headers.GetValues("retry-after-ms").Single());
    }

    [Fact]
    public async Task An_error_nobody_foresaw_is_logged_and_not_told()
    {
        var unforeseen = new InvalidOperationException("secret");
        Client.FailOnce(unforeseen);
        var text = await RefusedAsync(GoodBody, HttpStatusCode.InternalServerError, "internal error");
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        var entry = Assert.Single(Gateway.Logs.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Same(unforeseen, entry.Exception);
        Assert.Contains("/v2/models/echo/infer", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_that_is_not_the_callers_is_an_internal_error()
    {
        Client.FailOnce(new OperationCanceledException());
        await RefusedAsync(GoodBody, HttpStatusCode.InternalServerError, "internal error");
    }

    [Fact]
    public async Task An_error_of_the_metadata_is_answered_too()
    {
        Client.Lookup = (model, _) => throw new NoWorkerException(model, "it is loading");
        using var response = await Gateway.Http.GetAsync("/v2/models/echo", Cancellation);
        await RefusedAsync(response, HttpStatusCode.ServiceUnavailable, "it is loading");
    }

    private static Exception Make(string name) => name switch
    {
        nameof(InvalidInputException) => new InvalidInputException("input 'x'", "Float32[batch,3]", "Int64[1]"),
        nameof(ModelNotFoundException) => new ModelNotFoundException("m", null, ["a", "b"]),
        nameof(QueueFullException) => new QueueFullException("m", 8, TimeSpan.FromMilliseconds(40)),
        nameof(NoWorkerException) => new NoWorkerException("m", "it is loading"),
        nameof(DeadlineExceededException) => new DeadlineExceededException("m", TimeSpan.FromMilliseconds(250)),
        _ => new ExecutionFailedException("m", "division by zero"),
    };
}
