using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>What an infer request says, in whichever form it came.</summary>
/// <param name="Id">The caller's name for the request, which the response repeats.</param>
/// <param name="Parameters">How the call is to be treated.</param>
/// <param name="Inputs">The inputs; those whose elements are still to come have no tensor yet.</param>
/// <param name="Outputs">The outputs wanted; empty means all.</param>
/// <param name="Awaited">The inputs whose elements come behind the JSON, in the order in which they come.</param>
internal sealed record InferCall(
    string? Id,
    CallParameters Parameters,
    ImmutableArray<NamedTensor> Inputs,
    ImmutableArray<RequestedOutput> Outputs,
    ImmutableArray<BinaryInput> Awaited)
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

    /// <summary>The wish for an output; the default where the caller names none.</summary>
    public RequestedOutput WishFor(string output)
    {
        foreach (var wanted in Outputs)
        {
            if (wanted.Name == output) return wanted;
        }

        return new(output);
    }

    /// <summary>Whether an output is wanted as binary data.</summary>
    public bool WantsBinary(string output) => WishFor(output).IsBinary ?? Parameters.BinaryOutputs;
}
