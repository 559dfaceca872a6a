using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>A model in ONNX Runtime without anything of ours, with the options that the backend sets for a processor.</summary>
internal sealed class DirectSession : ICalledModel
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public DirectSession(SampleModel model, int threads)
    {
        using var options = DirectSessionOptions.Create(threads);
        (Model, _session) = (model, new(model.File, options));
        (_inputNames, _outputNames) = ([.. _session.InputNames], [.. _session.OutputNames]);
    }

    public SampleModel Model { get; }

    public string InputName => _inputNames[0];

    public ICall Directly(int caller) => new DirectCall(this, Input(caller), ExpectedAnswer(caller));

    public ICall Through(IInferenceClient client, int caller) => new InferCall(client, this, caller);

    /// <summary>A caller's right answer.</summary>
    public ExpectedAnswer ExpectedAnswer(int caller)
    {
        using var input = Input(caller);
        return new(Model, Run(input));
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    private OrtValue Input(int caller) => OrtValue.CreateTensorValueFromMemory(Model.InputOf(caller), Model.Shape);

    private float[] Run(OrtValue input)
    {
        using var outputs = _session.Run(_runOptions, _inputNames, [input], _outputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    // The input is pinned once and for all: nobody calls ONNX Runtime with less.
    private sealed class DirectCall(DirectSession session, OrtValue input, ExpectedAnswer expected) : ICall
    {
        private float[] _answer = [];

        public Task SendAsync()
        {
            _answer = session.Run(input);
            return Task.CompletedTask;
        }

        public void Check() => expected.Check(_answer);

        public void Dispose() => input.Dispose();
    }
}
