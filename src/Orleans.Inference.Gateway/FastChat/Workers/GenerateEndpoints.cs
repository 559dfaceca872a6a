using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.Gateway.FastChat.Errors;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Gateway.FastChat.Workers;

/// <summary>Generates text as a worker of FastChat does. What goes wrong is told in the answer, whose status is 200 all the same, as clients of workers expect.</summary>
internal sealed class GenerateEndpoints(ITextClient client, RouteTableSubscription subscription, IOptions<InferenceGatewayOptions> options)
{
    private readonly long _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public async Task StreamAsync(HttpContext context)
    {
        using ChunkWriter chunks = new(context);
        try
        {
            await foreach (var update in client.GenerateAsync(await ReadAsync(context), context.RequestAborted)) await chunks.WriteAsync(update);
            await chunks.EndAsync();
        }
        catch (Exception exception) when (!ErrorBoundary.IsGone(context, exception))
        {
            await chunks.WriteAsync(FastChatError.Of(ErrorBoundary.Describe(context, exception)));
        }
    }

    public async Task CompleteAsync(HttpContext context)
    {
        try
        {
            var request = await ReadAsync(context);
            var update = await client.CompleteAsync(request, context.RequestAborted);
            using ChunkWriter chunk = new(context);
            await chunk.WriteWholeAsync(update);
        }
        catch (Exception exception) when (!ErrorBoundary.IsGone(context, exception) && !context.Response.HasStarted)
        {
            await FastChatForm.AnswerAsync(context, StatusCodes.Status200OK, FastChatError.Of(ErrorBoundary.Describe(context, exception)));
        }
    }

    private async ValueTask<TextRequest> ReadAsync(HttpContext context)
    {
        var request = GenerateCall.Read(await JsonFields.ReadAsync(context, _maxBodyBytes));
        OwnModels.CheckGenerates(subscription.Table, request.Model);
        return request;
    }
}
