using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>Loads <c>model.onnx</c> files with ONNX Runtime.</summary>
internal sealed partial class OnnxRuntimeBackend(ILogger<OnnxRuntimeBackend> logger) : IModelBackend
{
    private const string UsualFileName = "model.onnx";
    private const string CudaProvider = "CUDAExecutionProvider";

    public string Name => "onnxruntime";

    public IReadOnlyList<string> FindDevices(DeviceKind kind) => kind == DeviceKind.Cuda ? FindGpus() : [];

    // Loading blocks for as long as it takes: on a thread of its own, not on one of the pool's.
    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) =>
        Task.Factory.StartNew<IModelSession>(
            () => Load(model, device, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private OnnxSession Load(ModelDefinition model, Device device, CancellationToken cancellationToken)
    {
        if (model.Folder is not { } folder) throw new ModelLoadException("ONNX Runtime loads models from folders; this one has none.");
        var fileName = model.Configuration.ModelFile ?? UsualFileName;
        var path = Path.Combine(folder, fileName);
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (!File.Exists(path)) throw new ModelLoadException($"There is no {fileName} in '{folder}'.");
            if (OnnxFile.FindProblem(path) is { } problem) throw new ModelLoadException(problem);

            var session = Load(path, $"{model.Name}/{model.Version}", device, cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(start);
            LogLoaded(model.Name, model.Version, device.Name, elapsed.TotalMilliseconds, session.ExecutionProviders);
            return session;
        }
        catch (OnnxRuntimeException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reason = OrtMessage.Clean(exception.Message).Replace($"Load model from {path} failed:", "", StringComparison.Ordinal);
            throw new ModelLoadException($"ONNX Runtime cannot load '{path}' on {device.Name}: {reason}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"The model file cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (IsNativeLibraryMissing(exception))
        {
            throw new ModelLoadException(
                "The application has no native library of ONNX Runtime: it must reference Microsoft.ML.OnnxRuntime or its GPU flavour.",
                exception);
        }
    }

    private OnnxSession Load(string path, string model, Device device, CancellationToken cancellationToken)
    {
        using var options = DeviceSessionOptions.Create(device, model);
        using var cancellation = cancellationToken.UnsafeRegister(state => ((SessionOptions)state!).SetLoadCancellationFlag(true), options);
        InferenceSession session = new(path, options);
        try
        {
            return new OnnxSession(session, model, device.Kind, logger);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private IReadOnlyList<string> FindGpus()
    {
        try
        {
            if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider)) return [];
        }
        catch (Exception exception) when (IsNativeLibraryMissing(exception))
        {
            return [];
        }

        var gpus = CudaDriver.FindDevices();
        if (gpus.Count == 0) LogNoGpu();
        return gpus;
    }

    private static bool IsNativeLibraryMissing(Exception exception) =>
        exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (exception is TypeInitializationException { InnerException: { } inner } && IsNativeLibraryMissing(inner));
}
