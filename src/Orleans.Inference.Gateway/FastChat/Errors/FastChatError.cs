using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.FastChat.Errors;

/// <summary>An error as FastChat tells of it.</summary>
/// <param name="Status">The status of the response, where it has one of its own.</param>
/// <param name="Code">FastChat's number of it.</param>
/// <param name="Message">What is wrong.</param>
internal readonly record struct FastChatError(int Status, int Code, string Message)
{
    private const int Validation = 40001, NoPermission = 40103, InvalidModel = 40301, OutOfRange = 40302, ContextOverflow = 40303, Overloaded = 42903,
        Internal = 50001, NoWorker = 50005, Timeout = 50006;

    public static FastChatError Unexpected { get; } = new(StatusCodes.Status500InternalServerError, Internal, "The request could not be served because of an internal error.");

    public static FastChatError NotAllowed(string message) => new(StatusCodes.Status403Forbidden, NoPermission, message);

    /// <summary>The one place where errors become numbers of FastChat; <see langword="null"/> for an error that nobody foresaw.</summary>
    public static FastChatError? Of(Exception exception) => exception switch
    {
        InvalidInputException invalid => new(StatusCodes.Status400BadRequest, CodeOf(invalid), invalid.Message),
        ModelNotFoundException => new(StatusCodes.Status404NotFound, InvalidModel, exception.Message),
        QueueFullException => new(StatusCodes.Status429TooManyRequests, Overloaded, exception.Message),
        NoWorkerException => new(StatusCodes.Status503ServiceUnavailable, NoWorker, exception.Message),
        DeadlineExceededException => new(StatusCodes.Status504GatewayTimeout, Timeout, exception.Message),
        ExecutionFailedException => new(StatusCodes.Status500InternalServerError, Internal, exception.Message),
        BadHttpRequestException bad => new(bad.StatusCode, Validation, bad.Message),
        OrleansException or TimeoutException => new(StatusCodes.Status503ServiceUnavailable, NoWorker, $"The cluster cannot be reached now: {exception.Message} Ask again in a moment."),
        _ => null,
    };

    private static int CodeOf(InvalidInputException invalid) => invalid.Subject switch
    {
        "model" => InvalidModel,
        "prompt" => ContextOverflow,
        "request body" => Validation,
        _ => OutOfRange,
    };
}
