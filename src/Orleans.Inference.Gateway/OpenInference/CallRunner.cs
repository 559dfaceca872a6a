using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Runs a model for a call, in whichever form that came, and makes of the outputs what was wished.</summary>
internal sealed class CallRunner(IInferenceClient client)
{
    public async ValueTask<InferAnswer> RunAsync(InferCall call, string model, string? version, CancellationToken cancellationToken)
    {
        var response = await client.InferAsync(call.ToRequest(model, version), cancellationToken);
        var outputs = call.Outputs.Any(output => output.Classes > 0)
            ? await ClassifyAsync(call, response, cancellationToken)
            : response.Outputs;
        return new(call, response, outputs);
    }

    private async ValueTask<ImmutableArray<NamedTensor>> ClassifyAsync(
        InferCall call, InferenceResponse response, CancellationToken cancellationToken)
    {
        var model = await client.GetModelAsync(response.Model, response.Version, cancellationToken);
        return [.. response.Outputs.Select(Classified)];

        NamedTensor Classified(NamedTensor output)
        {
            var classes = call.WishFor(output.Name).Classes;
            if (classes == 0) return output;
            return output with { Tensor = Classification.Top(output, classes, model.Labels.GetValueOrDefault(output.Name, [])) };
        }
    }
}

/// <summary>What is answered to a call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Response">Who answered.</param>
/// <param name="Outputs">The outputs, as the caller wants them.</param>
internal readonly record struct InferAnswer(InferCall Call, InferenceResponse Response, ImmutableArray<NamedTensor> Outputs);
