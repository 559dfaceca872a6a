using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceHost
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is ready on {Device} ({Providers}): batches of up to {MaxBatchSize} rows, {Speed:0} rows/s")]
    private partial void LogReady(string model, string version, string device, string providers, int maxBatchSize, double speed);

    [LoggerMessage(2, LogLevel.Error, "Model {Model} cannot be served on {Device}: {Reason}")]
    private partial void LogFailed(ModelKey model, string device, string reason);

    [LoggerMessage(3, LogLevel.Error, "The model repository {Folder} cannot be read: {Reason}")]
    private partial void LogUnreadable(string folder, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The worker {Worker} could not be announced yet")]
    private partial void LogNotAnnounced(WorkerId worker, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The worker {Worker} could not say goodbye")]
    private partial void LogNoGoodbye(WorkerId worker, Exception exception);
}
