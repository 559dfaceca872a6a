using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceHost
{
    [LoggerMessage(4, LogLevel.Warning, "The worker {Worker} could not be announced yet")]
    private partial void LogNotAnnounced(WorkerId worker, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "The model repository {Folder} is away, what is served stays: {Reason}")]
    private partial void LogRepositoryAway(string folder, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The worker {Worker} could not say goodbye")]
    private partial void LogNoGoodbye(WorkerId worker, Exception exception);
}
