using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>Calls ONNX Runtime itself. The inputs are pinned once and for all: nobody calls it with less.</summary>
internal sealed class DirectRepositoryCall : ICall
{
    private readonly RepositoryModel _model;
    private readonly int _caller;
    private readonly RunOptions _options = new();
    private readonly MemoryHandle[] _pins;
    private readonly OrtValue[] _inputs;
    private Tensor[] _answer = [];

    public DirectRepositoryCall(RepositoryModel model, int caller)
    {
        (_model, _caller) = (model, caller);
        var tensors = model.Inputs(caller);
        _pins = new MemoryHandle[tensors.Length];
        _inputs = new OrtValue[tensors.Length];
        for (var i = 0; i < tensors.Length; i++) _inputs[i] = tensors[i].ToValue(ref _pins[i]);
    }

    public Task SendAsync()
    {
        using var outputs = _model.Session.Run(_options, _model.InputNames, _inputs, _model.OutputNames);
        _answer = [.. outputs.Select(output => output.ToTensor())];
        return Task.CompletedTask;
    }

    public void Check() => _model.Check(_caller, _answer);

    public void Dispose()
    {
        foreach (var input in _inputs) input.Dispose();
        foreach (ref var pin in _pins.AsSpan()) pin.Dispose();
        _options.Dispose();
    }
}

/// <summary>Calls a model of a repository through a client.</summary>
internal sealed class RepositoryCall(RepositoryModel model, IInferenceClient client, int caller) : ICall
{
    private Task<InferenceResponse>? _sent;

    public Task SendAsync() => _sent = client.InferAsync(model.Request(caller));

    public void Check() => model.Check(caller, _sent!.Result.Outputs.Select(output => output.Tensor));

    public void Dispose()
    {
    }
}
