using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.Security;

namespace Orleans.Inference.Gateway;

/// <summary>
/// The one place where errors become statuses and texts, the same in every protocol over HTTP.
/// </summary>
/// <remarks>
/// A full queue is 429, not Triton's 503: overload is not failure, and proxies and clients count 503 against the server. Both carry
/// when to come back only where it is known, which it is for a full queue.
/// </remarks>
internal static class ErrorStatus
{
    /// <summary>What callers are told of an error that nobody foresaw.</summary>
    public const string UnexpectedText = "The request could not be served because of an internal error.";

    /// <summary>The status and the text to answer with; <see langword="null"/> for an error that nobody foresaw.</summary>
    public static (int Status, string Text)? Of(Exception exception) => exception switch
    {
        InvalidInputException => (StatusCodes.Status400BadRequest, exception.Message),
        ModelNotFoundException => (StatusCodes.Status404NotFound, exception.Message),
        QueueFullException => (StatusCodes.Status429TooManyRequests, exception.Message),
        NoWorkerException => (StatusCodes.Status503ServiceUnavailable, exception.Message),
        DeadlineExceededException => (StatusCodes.Status504GatewayTimeout, exception.Message),
        ExecutionFailedException => (StatusCodes.Status500InternalServerError, exception.Message),
        AccessDeniedException denied => (denied.Status, denied.Message),
        OrleansException or TimeoutException => (StatusCodes.Status503ServiceUnavailable, $"The cluster cannot be reached now: {exception.Message} Ask again in a moment."),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        _ => null,
    };
}
