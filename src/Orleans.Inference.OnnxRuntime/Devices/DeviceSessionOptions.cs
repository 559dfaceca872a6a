using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>How a session runs on a device. Everything is said per session: the environment belongs to the host.</summary>
internal static class DeviceSessionOptions
{
    public static SessionOptions Create(Device device, string logId)
    {
        SessionOptions options = new();
        try
        {
            options.LogId = logId;
            options.LogSeverityLevel = LogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
            options.IntraOpNumThreads = device.ThreadsPerLane;
            options.InterOpNumThreads = 1;

            // A spinning pool takes the processors from the other lanes, and from the silo.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", device.AllowSpinning ? "1" : "0");
            options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");

            // A memory pattern is kept for every combination of input shapes ever seen: batches and lengths vary, so they would pile up.
            options.EnableMemoryPattern = false;
            options.AddSessionConfigEntry(GraphAssignment.ConfigurationKey, "1");
            AppendProviders(options, device);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    /// <summary>The level of ONNX Runtime's own log, on the console: the host's, or a quieter one for the default.</summary>
    /// <param name="quieter">What replaces the default, whose warnings are for those who export models.</param>
    public static OrtLoggingLevel LogLevel(OrtLoggingLevel quieter) =>
        OrtEnv.Instance().EnvLogLevel is var level && level == OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING ? quieter : level;

    // The CPU provider is always there, last, for the nodes that no other takes.
    private static void AppendProviders(SessionOptions options, Device device)
    {
        if (device.Kind != DeviceKind.Cuda) return;

        if (device.UseTensorRt)
        {
            using OrtTensorRTProviderOptions tensorRt = new();
            tensorRt.UpdateOptions(new Dictionary<string, string> { ["device_id"] = $"{device.Index}" });
            options.AppendExecutionProvider_Tensorrt(tensorRt);
        }

        using OrtCUDAProviderOptions cuda = new();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{device.Index}",

            // By default the arena doubles; a GPU is shared by many models.
            ["arena_extend_strategy"] = "kSameAsRequested",

            // By default every convolution whose shape is new is tried with every algorithm: seconds, in the middle of serving.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
