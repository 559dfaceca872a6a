using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>A model with an input for each caller, called in the two ways that are compared.</summary>
internal interface ICalledModel : IDisposable
{
    /// <summary>Calls ONNX Runtime itself, on the caller's thread.</summary>
    ICall Directly(int caller);

    /// <summary>Calls the model as an application does: a new request for each call, with the default timeout.</summary>
    ICall Through(IInferenceClient client, int caller);
}
