using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Gateway.Security;

namespace Orleans.Inference.Gateway;

/// <summary>Turns whatever an endpoint throws into the answer that its protocol has for it.</summary>
internal static partial class ErrorBoundary
{
    // Browsers ask their user for a password; the name is not looked at.
    private static readonly string[] Challenges = ["Bearer", "Basic realm=\"An API key as the password\""];

    /// <summary>Guards an endpoint.</summary>
    /// <param name="handle">The endpoint.</param>
    /// <param name="form">The form of its protocol's answers.</param>
    public static RequestDelegate Around(RequestDelegate handle, IAnswerForm form) => async context =>
    {
        try
        {
            form.Begin(context);
            await handle(context);
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            // Nobody reads an answer; the status is for the host's log.
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, form, exception);
        }
    };

    /// <summary>What the caller is told of an error. One that nobody foresaw is logged, and not told.</summary>
    public static Failure Describe(HttpContext context, Exception exception)
    {
        if (ErrorStatus.Of(exception) is { } known) return new(known.Status, known.Text, exception);
        LogUnexpected(Logger(context), exception, context.Request.Method, context.Request.Path);
        return new(StatusCodes.Status500InternalServerError, ErrorStatus.UnexpectedText, exception);
    }

    /// <summary>Whether an error says no more than that the caller left.</summary>
    public static bool IsGone(HttpContext context, Exception exception) =>
        exception is ConnectionResetException
        || (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException);

    private static async Task AnswerAsync(HttpContext context, IAnswerForm form, Exception exception)
    {
        var failure = Describe(context, exception);
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        var headers = context.Response.Headers;
        if (RetryAfterOf(exception) is { } retryAfter) WriteRetryAfter(headers, retryAfter);
        if (failure.Status == StatusCodes.Status401Unauthorized) headers.WWWAuthenticate = Challenges;
        await form.FailAsync(context, failure);
    }

    /// <summary>When to come back; <see langword="null"/> where that is not known.</summary>
    public static TimeSpan? RetryAfterOf(Exception exception) => exception switch
    {
        QueueFullException full => full.RetryAfter,
        AccessDeniedException denied => denied.RetryAfter,
        _ => null,
    };

    private static void WriteRetryAfter(IHeaderDictionary headers, TimeSpan retryAfter)
    {
        headers.RetryAfter = Math.Max(0, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        headers["retry-after-ms"] = Math.Max(0, Math.Ceiling(retryAfter.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
    }

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorBoundary).FullName!);
}
