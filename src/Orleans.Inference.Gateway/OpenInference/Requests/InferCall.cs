using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>What the body of an infer request says.</summary>
/// <param name="Id">The caller's name for the request, which the response repeats.</param>
/// <param name="Parameters">How the call is to be treated.</param>
/// <param name="Inputs">The inputs.</param>
/// <param name="Outputs">The outputs wanted; empty means all.</param>
internal sealed record InferCall(
    string? Id, CallParameters Parameters, ImmutableArray<NamedTensor> Inputs, ImmutableArray<RequestedOutput> Outputs)
{
    public InferenceRequest ToRequest(string model, string? version) => new()
    {
        Model = model,
        Version = version,
        Inputs = Inputs,
        Outputs = [.. Outputs.Select(output => output.Name)],
        Timeout = Parameters.Timeout,
        Priority = Parameters.Priority,
        DispatchPolicy = Parameters.DispatchPolicy,
        AffinityKey = Parameters.AffinityKey,
        Hedge = Parameters.Hedge,
    };
}

/// <summary>How a call is to be treated.</summary>
/// <param name="Timeout">How long the caller waits; <see langword="null"/> means the client's default.</param>
/// <param name="Priority">Who goes first.</param>
/// <param name="DispatchPolicy">How a worker is chosen; <see langword="null"/> means as the model says.</param>
/// <param name="AffinityKey">What belongs together.</param>
/// <param name="Hedge">Whether a late call is tried on a second worker; <see langword="null"/> means as the model says.</param>
internal readonly record struct CallParameters(TimeSpan? Timeout, InferencePriority Priority, string? DispatchPolicy, string? AffinityKey, bool? Hedge)
{
    public static CallParameters Default => new(null, InferencePriority.Default, null, null, null);
}

/// <summary>An output that the caller wants.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Classes">How many of the best classes to answer with; 0 means the tensor itself.</param>
internal readonly record struct RequestedOutput(string Name, int Classes);
