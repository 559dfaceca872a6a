using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>A model in ONNX Runtime.</summary>
internal sealed partial class OnnxSession : IModelSession
{
    private readonly InferenceSession _session;
    private readonly ILogger _logger;
    private readonly string _model;
    private readonly SessionOutput[] _outputs;

    private readonly RunOptions _runOptions;
    private bool _isDisposed;

    /// <summary>Takes the session over.</summary>
    /// <exception cref="ModelLoadException">It has inputs or outputs that cannot be served.</exception>
    public OnnxSession(InferenceSession session, string model, DeviceKind device, ILogger logger)
    {
        _session = session;
        MayHang = device != DeviceKind.Cpu;
        _model = model;
        _logger = logger;

        // What fails is thrown; ONNX Runtime need not write it to the console too.
        _runOptions = new() { LogSeverityLevel = DeviceSessionOptions.LogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL) };
        Inputs = SessionSignature.InputsOf(session);
        Outputs = SessionSignature.OutputsOf(session);
        ExecutionProviders = GraphAssignment.ProvidersOf(session);
        _outputs = [.. Outputs.Select(output => new SessionOutput(output, Inputs))];
    }

    public string Platform => "onnxruntime_onnx";

    public ImmutableArray<TensorSpec> Inputs { get; }

    public ImmutableArray<TensorSpec> Outputs { get; }

    public ImmutableArray<string> ExecutionProviders { get; }

    public bool MayHang { get; }

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken)
    {
        // ONNX Runtime would end the process.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Length, Inputs.Length);
        using var ending = cancellationToken.CanBeCanceled ? new EndableRun(_runOptions.LogSeverityLevel, cancellationToken) : null;
        var options = ending?.Options ?? _runOptions;
        try
        {
            var results = new Tensor?[outputs.Length];
            var allocated = CreateTargets(inputs, outputs, results);
            try
            {
                return Run(inputs, outputs, results, options);
            }
            catch (OnnxRuntimeException) when (allocated && !cancellationToken.IsCancellationRequested)
            {
                // Perhaps an output did not fit the memory it was given.
                Array.Clear(results);
                return Run(inputs, outputs, results, options);
            }
        }
        catch (OnnxRuntimeException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(null, exception, cancellationToken);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidOperationException(OrtMessage.Clean(exception.Message), exception);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _session.Dispose();
        _runOptions.Dispose();
    }

    private bool CreateTargets(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, Tensor?[] targets)
    {
        var any = false;
        for (var i = 0; i < outputs.Length; i++)
        {
            // Bound twice, the first target would stay unwritten.
            if (outputs[..i].Contains(outputs[i])) throw new ArgumentException($"Output {outputs[i]} is asked for twice.", nameof(outputs));
            any |= (targets[i] = _outputs[outputs[i]].CreateTarget(inputs)) is not null;
        }

        return any;
    }

    private Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, Tensor?[] results, RunOptions options)
    {
        using SessionRun run = new(_session, inputs.Length + outputs.Length);
        for (var i = 0; i < inputs.Length; i++) run.BindInput(Inputs[i].Name, inputs[i]);
        var isComplete = true;
        for (var i = 0; i < outputs.Length; i++)
        {
            var name = _outputs[outputs[i]].Name;
            if (results[i] is { } target)
            {
                run.BindOutput(name, target);
            }
            else
            {
                run.BindOutput(name);
                isComplete = false;
            }
        }

        run.Execute(options);
        if (!isComplete) CopyAllocated(run, inputs, outputs, results);
        return results!;
    }

    private void CopyAllocated(SessionRun run, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, Tensor?[] results)
    {
        using var values = run.GetOutputs();
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not null) continue;
            var output = _outputs[outputs[i]];
            var result = values[i].ToTensor();
            results[i] = result;
            if (output.Observe(result.Shape, inputs)) continue;
            LogShapeDiffers(_model, output.Name, result.ToString(), Outputs[outputs[i]].ToString());
        }
    }
}
