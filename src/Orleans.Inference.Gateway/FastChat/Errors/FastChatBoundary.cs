using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.FastChat.Errors;

/// <summary>Turns whatever an endpoint throws into FastChat's error object, with the status that it deserves.</summary>
internal static partial class FastChatBoundary
{
    public static RequestDelegate Around(RequestDelegate handle) => async context =>
    {
        try
        {
            await handle(context);
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception)
        {
            var error = Describe(context, exception);
            if (context.Response.HasStarted)
            {
                context.Abort(); // half an answer must not look like a whole one
                return;
            }

            if (exception is QueueFullException full)
                context.Response.Headers.RetryAfter = Math.Max(0, Math.Ceiling(full.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, error.Status, error);
        }
    };

    /// <summary>The client left: nobody reads an answer.</summary>
    public static bool IsGone(HttpContext context, Exception exception) =>
        exception is ConnectionResetException
        || (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException);

    /// <summary>What is said of an exception; one that nobody foresaw is logged.</summary>
    public static FastChatError Describe(HttpContext context, Exception exception)
    {
        if (FastChatError.Of(exception) is { } known) return known;
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FastChatBoundary).FullName!);
        LogUnexpected(logger, exception, context.Request.Method, context.Request.Path);
        return FastChatError.Unexpected;
    }

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

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string path);
}
