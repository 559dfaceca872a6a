using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Dispatch;

internal sealed partial class DispatcherGrain
{
    [LoggerMessage(1, LogLevel.Information, "The worker {Worker} left: its silo is {Status}")]
    private partial void LogDropped(WorkerId worker, SiloStatus status);

    [LoggerMessage(2, LogLevel.Warning, "The worker {Worker} gives no sign of life: it gets no requests until it does")]
    private partial void LogSilent(WorkerId worker);

    [LoggerMessage(3, LogLevel.Warning, "The worker {Worker} is wedged: {Reason}")]
    private partial void LogWedged(WorkerId worker, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The worker {Worker} did not answer when asked for its status")]
    private partial void LogNoAnswer(WorkerId worker, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "{Count} requests for {Model} are served sooner elsewhere than by the worker {Worker}")]
    private partial void LogMoved(int count, ModelKey model, WorkerId worker);
}
