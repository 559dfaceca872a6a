using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>A session with the options of our device, which any number of requests may run at once.</summary>
internal sealed class MinimalSession
{
    private readonly string _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _outputs;

    public MinimalSession(string model, string file)
    {
        using var options = DeviceSessionOptions.Create(HttpServerProgram.Device, model);
        (_model, _session) = (model, new(file, options));
        _outputs = [.. _session.OutputNames];
    }

    public AnswerBody Run(TensorBody[] inputs)
    {
        var names = Array.ConvertAll(inputs, input => input.Name);
        var values = Array.ConvertAll(inputs, Value);
        try
        {
            using var outputs = _session.Run(_runOptions, names, values, _outputs);
            return Answer(outputs);
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    private AnswerBody Answer(IReadOnlyList<OrtValue> outputs) => new()
    {
        ModelName = _model,
        ModelVersion = "1",
        Outputs = [.. _outputs.Zip(outputs, static (name, output) => Body(name, output))],
    };

    private static TensorBody Body(string name, OrtValue output)
    {
        var type = output.GetTensorTypeAndShape();
        var element = (ElementType)type.ElementDataType;
        return new() { Name = name, Datatype = JsonNumbers.DatatypeOf(element), Shape = type.Shape, Data = JsonNumbers.Read(element, output.GetTensorMutableRawData()) };
    }

    private static OrtValue Value(TensorBody input) => input.Datatype switch
    {
        "INT64" => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Data, number => (long)number), input.Shape),
        "INT32" => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(input.Data, number => (int)number), input.Shape),
        _ => OrtValue.CreateTensorValueFromMemory(input.Data, input.Shape),
    };
}
