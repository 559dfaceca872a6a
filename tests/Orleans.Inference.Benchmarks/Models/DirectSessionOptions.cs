using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>The options that the backend sets for a processor.</summary>
internal static class DirectSessionOptions
{
    public static SessionOptions Create(int threads)
    {
        SessionOptions options = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            EnableMemoryPattern = false,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }
}
