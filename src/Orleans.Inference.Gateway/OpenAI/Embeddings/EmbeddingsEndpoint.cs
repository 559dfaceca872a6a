using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Turns the texts of a request into vectors.</summary>
internal sealed class EmbeddingsEndpoint(ITextClient client, IOptions<InferenceGatewayOptions> options)
{
    private readonly long _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public async Task HandleAsync(HttpContext context)
    {
        var call = await ReadAsync(context);
        var embeddings = await client.EmbedAsync(call.Request, context.RequestAborted);
        await EmbeddingsWriter.WriteAsync(context, call.Request.Model, embeddings, call.IsBase64);
    }

    private async ValueTask<EmbeddingsCall> ReadAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context, _maxBodyBytes);
        return EmbeddingsCallReader.Read(body.Span, (string?)context.Request.RouteValues["model"]);
    }
}
