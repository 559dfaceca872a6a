using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>An error as the OpenAI protocol has it.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Type">The kind of error.</param>
/// <param name="Param">The field of the request that is wrong, if one is.</param>
/// <param name="Code">A name for the error, for programs.</param>
internal readonly record struct OpenAIError(string Message, string Type, string? Param, string? Code)
{
    public static OpenAIError Of(Failure failure) => new(failure.Text, TypeOf(failure.Status), ParamOf(failure.Exception), CodeOf(failure));

    /// <summary>Writes the key <c>error</c> with the object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, Message);
        json.WriteString("type"u8, Type);
        json.WriteString("param"u8, Param);
        json.WriteString("code"u8, Code);
        json.WriteEndObject();
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        < StatusCodes.Status500InternalServerError => "invalid_request_error",
        _ => "server_error",
    };

    private static string? ParamOf(Exception exception) => exception switch
    {
        InvalidInputException invalid => invalid.Subject,
        ModelNotFoundException => "model",
        _ => null,
    };

    private static string? CodeOf(Failure failure) => failure.Exception switch
    {
        ModelNotFoundException => "model_not_found",
        InvalidInputException { Subject: "prompt" or "messages" } invalid when invalid.Expected.Contains("context", StringComparison.Ordinal) => "context_length_exceeded",
        QueueFullException => "queue_full",
        NoWorkerException => "no_worker",
        DeadlineExceededException => "timeout",
        ExecutionFailedException => "model_failed",
        _ => failure.Status == StatusCodes.Status401Unauthorized ? "invalid_api_key" : null,
    };
}
