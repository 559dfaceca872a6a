using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway;

internal static partial class ErrorBoundary
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed in a way that nobody foresaw; the caller was told of an internal error.")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string path);
}
