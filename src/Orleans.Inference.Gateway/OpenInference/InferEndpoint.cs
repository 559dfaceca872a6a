using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Runs a model on the tensors of a request.</summary>
internal sealed class InferEndpoint(IInferenceClient client, IOptions<InferenceGatewayOptions> options)
{
    private readonly long _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public async Task HandleAsync(HttpContext context)
    {
        var call = await ReadAsync(context);
        var request = call.ToRequest(context.Request.ModelName, context.Request.ModelVersion);
        var response = await client.InferAsync(request, context.RequestAborted);
        var outputs = call.Outputs.Any(output => output.Classes > 0)
            ? await ClassifyAsync(call, response, context.RequestAborted)
            : response.Outputs;
        await InferResponseWriter.WriteAsync(context, response, outputs, call.Id);
    }

    private async ValueTask<InferCall> ReadAsync(HttpContext context)
    {
        if (context.Request.Headers.ContainsKey(Binary.Header)) throw Binary.Body;
        using var body = await PooledBody.ReadAsync(context, _maxBodyBytes);
        return InferCallReader.Read(body.Span);
    }

    private async ValueTask<ImmutableArray<NamedTensor>> ClassifyAsync(
        InferCall call, InferenceResponse response, CancellationToken cancellationToken)
    {
        var model = await client.GetModelAsync(response.Model, response.Version, cancellationToken);
        return [.. response.Outputs.Select(Classified)];

        NamedTensor Classified(NamedTensor output)
        {
            var classes = call.Outputs.FirstOrDefault(wanted => wanted.Name == output.Name).Classes;
            if (classes == 0) return output;
            return output with { Tensor = Classification.Top(output, classes, model.Labels.GetValueOrDefault(output.Name, [])) };
        }
    }
}
