using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>A session with the options of our device, which any number of requests may run at once.</summary>
internal sealed class MinimalSession
{
    private readonly string _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    public MinimalSession(SampleModel model)
    {
        using var options = DeviceSessionOptions.Create(HttpServerProgram.Device, model.Name);
        (_model, _session) = (model.Name, new(model.File, options));
        (_inputs, _outputs) = ([.. _session.InputNames], [.. _session.OutputNames]);
    }

    public AnswerBody Run(TensorBody input)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(input.Data, input.Shape);
        using var outputs = _session.Run(_runOptions, _inputs, [value], _outputs);
        return new()
        {
            ModelName = _model,
            ModelVersion = "1",
            Outputs = [.. _outputs.Zip(outputs, static (name, output) => new TensorBody
            {
                Name = name,
                Datatype = "FP32",
                Shape = output.GetTensorTypeAndShape().Shape,
                Data = output.GetTensorDataAsSpan<float>().ToArray(),
            })],
        };
    }
}
