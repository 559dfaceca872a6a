using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Devices;

internal sealed partial class DeviceModels
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is ready on {Device} ({Providers}): batches of up to {MaxBatchSize} rows, {Speed:0} rows/s")]
    private partial void LogReady(string model, string version, string device, string providers, int maxBatchSize, double speed);

    [LoggerMessage(2, LogLevel.Error, "Model {Model} cannot be served on {Device}: {Reason}")]
    private partial void LogFailed(ModelKey model, string device, string reason);

    [LoggerMessage(3, LogLevel.Information, "Model {Model} is unloaded from {Device}")]
    private partial void LogUnloaded(ModelKey model, string device);

    [LoggerMessage(4, LogLevel.Debug, "Model {Model} gives its memory on {Device} to another one")]
    private partial void LogEvicted(ModelKey model, string device);

    [LoggerMessage(5, LogLevel.Information, "Pipeline {Model} is ready on {Device}: {Steps}")]
    private partial void LogPipelineReady(ModelKey model, string device, string steps);
}
