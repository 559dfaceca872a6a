using Microsoft.Extensions.Logging;

namespace Orleans.Inference.FastChat.Workers;

internal sealed partial class ExternalWorkerGrain
{
    [LoggerMessage(1, LogLevel.Information, "The external worker {Url} registered with {Models} ({State})")]
    private partial void LogRegistered(string url, string models, WorkerState state);

    [LoggerMessage(2, LogLevel.Information, "The external worker {Url} is taken back: this silo did not have it")]
    private partial void LogRevived(string url);

    [LoggerMessage(3, LogLevel.Information, "The external worker {Url} answers")]
    private partial void LogServing(string url);

    [LoggerMessage(4, LogLevel.Warning, "The external worker {Url} gets no requests until it answers: {Reason}")]
    private partial void LogUnreachable(string url, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The external worker {Url} is forgotten: it neither sent a heart beat nor answered for {Expiration}")]
    private partial void LogExpired(string url, TimeSpan expiration);

    [LoggerMessage(6, LogLevel.Debug, "The dispatcher could not be told of the external worker {Url}")]
    private partial void LogNotTold(string url, Exception exception);
}
