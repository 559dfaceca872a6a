using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>Calls a model as an application does: a new request for each call, with the default timeout.</summary>
internal sealed class InferCall(IInferenceClient client, DirectSession direct, int caller) : ICall
{
    private readonly SampleModel _model = direct.Model;
    private readonly float[] _input = direct.Model.InputOf(caller);
    private readonly ExpectedAnswer _expected = direct.ExpectedAnswer(caller);
    private Task<InferenceResponse>? _sent;

    public Task SendAsync() => _sent = client.InferAsync(_model.Name, Tensor.Create(_input, _model.Shape));

    public void Check() => _expected.Check(_sent!.Result.Outputs[0].Tensor.AsSpan<float>());

    public void Dispose()
    {
    }
}
