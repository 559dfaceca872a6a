using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.FastChat.Errors;

/// <summary>Answers of FastChat's protocol: errors have FastChat's number, and the status that they deserve.</summary>
internal sealed class FastChatForm : IAnswerForm
{
    public static FastChatForm Instance { get; } = new();

    public void Begin(HttpContext context)
    {
    }

    public Task FailAsync(HttpContext context, Failure failure) => AnswerAsync(context, failure.Status, FastChatError.Of(failure));

    /// <summary>Answers with an error.</summary>
    public static Task AnswerAsync(HttpContext context, int status, FastChatError error) => JsonResponse.WriteAsync(context, status, error, Write);

    /// <summary>Writes an error in both of FastChat's forms: that of its API, and that of its workers.</summary>
    public static void Write(Utf8JsonWriter json, FastChatError error)
    {
        json.WriteString("object"u8, "error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("text"u8, error.Message);
        json.WriteNumber("error_code"u8, error.Code);
    }
}
