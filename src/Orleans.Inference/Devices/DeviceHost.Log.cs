using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceHost
{
    [LoggerMessage(4, LogLevel.Warning, "The worker {Worker} could not be announced yet")]
    private partial void LogNotAnnounced(WorkerId worker, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The worker {Worker} could not say goodbye")]
    private partial void LogNoGoodbye(WorkerId worker, Exception exception);
}
