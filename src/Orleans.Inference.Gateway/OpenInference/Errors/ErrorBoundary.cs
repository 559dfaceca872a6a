using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Turns whatever an endpoint throws into the protocol's answer.</summary>
internal static partial class ErrorBoundary
{
    public static RequestDelegate Around(RequestDelegate handle) => async context =>
    {
        try
        {
            await handle(context);
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            // Nobody reads an answer; the status is for the host's log.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }
    };

    private static bool IsGone(HttpContext context, Exception exception) =>
        exception is ConnectionResetException
        || (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException);

    private static async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var known = ErrorStatus.Of(exception);
        if (known is null) LogUnexpected(Logger(context), exception, context.Request.Method, context.Request.Path);
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        if (exception is QueueFullException full) WriteRetryAfter(context.Response.Headers, full.RetryAfter);
        var (status, text) = known ?? (StatusCodes.Status500InternalServerError, ErrorStatus.UnexpectedText);
        await JsonResponse.WriteAsync(context, status, text, static (json, text) => json.WriteString("error"u8, text));
    }

    private static void WriteRetryAfter(IHeaderDictionary headers, TimeSpan retryAfter)
    {
        headers.RetryAfter = Math.Max(0, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        headers["retry-after-ms"] = Math.Max(0, Math.Ceiling(retryAfter.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorBoundary).FullName!);
}
