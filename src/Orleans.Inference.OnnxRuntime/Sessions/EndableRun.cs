using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>The options of one run that a token ends: ONNX Runtime looks at them between nodes.</summary>
internal sealed class EndableRun : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    public EndableRun(OrtLoggingLevel severity, CancellationToken cancellationToken)
    {
        Options = new() { LogSeverityLevel = severity };
        _registration = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, Options);
    }

    public RunOptions Options { get; }

    public void Dispose()
    {
        _registration.Dispose(); // waits for one that is setting the flag
        Options.Dispose();
    }
}
