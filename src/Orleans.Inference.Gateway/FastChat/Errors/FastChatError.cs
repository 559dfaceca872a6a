using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.FastChat.Errors;

/// <summary>An error as FastChat tells of it.</summary>
/// <param name="Code">FastChat's number of it.</param>
/// <param name="Message">What is wrong.</param>
internal readonly record struct FastChatError(int Code, string Message)
{
    private const int Validation = 40001, NoKey = 40102, NoPermission = 40103, InvalidModel = 40301, OutOfRange = 40302, ContextOverflow = 40303, RateLimit = 42901, Overloaded = 42903,
        Internal = 50001, NoWorker = 50005, Timeout = 50006;

    public static FastChatError NotAllowed(string message) => new(NoPermission, message);

    /// <summary>The one place where errors become numbers of FastChat.</summary>
    public static FastChatError Of(Failure failure) => new(CodeOf(failure), failure.Text);

    private static int CodeOf(Failure failure) => failure.Exception switch
    {
        InvalidInputException invalid => CodeOf(invalid),
        ModelNotFoundException => InvalidModel,
        QueueFullException => Overloaded,
        _ => failure.Status switch
        {
            StatusCodes.Status401Unauthorized => NoKey,
            StatusCodes.Status403Forbidden => NoPermission,
            StatusCodes.Status429TooManyRequests => RateLimit,
            StatusCodes.Status503ServiceUnavailable => NoWorker,
            StatusCodes.Status504GatewayTimeout => Timeout,
            < StatusCodes.Status500InternalServerError => Validation,
            _ => Internal,
        },
    };

    private static int CodeOf(InvalidInputException invalid) => invalid.Subject switch
    {
        "model" => InvalidModel,
        "prompt" => ContextOverflow,
        "request body" => Validation,
        _ => OutOfRange,
    };
}
