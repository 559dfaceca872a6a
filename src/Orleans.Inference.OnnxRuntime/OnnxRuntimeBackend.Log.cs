using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.OnnxRuntime;

internal sealed partial class OnnxRuntimeBackend
{
    [LoggerMessage(
        LogLevel.Debug, "Loaded {Model} version {Version} on {Device} in {Milliseconds:F0} ms; its nodes run on {Providers}")]
    private partial void LogLoaded(string model, string version, string device, double milliseconds, ImmutableArray<string> providers);

    [LoggerMessage(LogLevel.Warning, "This build of ONNX Runtime can use CUDA, but the NVIDIA driver offers no GPU")]
    private partial void LogNoGpu();
}
