using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Runs a model on the tensors of a request.</summary>
internal sealed class InferEndpoint(IInferenceClient client, CallRunner runner, IOptions<InferenceGatewayOptions> options)
{
    private readonly long _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public async Task HandleAsync(HttpContext context)
    {
        var call = await ReadAsync(context);
        var answer = await runner.RunAsync(call, context.Request.ModelName, context.Request.ModelVersion, context.RequestAborted);
        await InferResponseWriter.WriteAsync(context, answer);
    }

    private async ValueTask<InferCall> ReadAsync(HttpContext context)
    {
        await using var body = RequestBody.Open(context, _maxBodyBytes);
        var length = InferHeader.Read(context.Request, body);
        if (length == 0)
        {
            return await RawInput.ReadAsync(body, await client.GetModelAsync(context.Request.ModelName, context.Request.ModelVersion, context.RequestAborted));
        }

        var call = await ReadTextAsync(body, length);
        return length is null && call.Awaited.IsEmpty ? call : await BinaryInputs.ReadAsync(call, body);
    }

    private static async ValueTask<InferCall> ReadTextAsync(RequestBody body, int? length)
    {
        using var text = await PooledBody.ReadAsync(body, length);
        if (text.Span.Length < length) throw InferHeader.BeyondBody(length.Value, text.Span.Length);
        return InferCallReader.Read(text.Span);
    }
}
