using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Answers chats and continues texts.</summary>
internal sealed class CompletionEndpoints(ITextClient client, TimeProvider timeProvider, IOptions<InferenceGatewayOptions> options)
{
    private readonly long _maxBodyBytes = options.Value.MaxRequestBodyBytes;

    public async Task ChatAsync(HttpContext context)
    {
        var call = await ReadAsync(context, ChatCallReader.Read);
        try
        {
            await AnswerAsync(context, ChatShape.Instance, call);
        }
        catch (InvalidInputException exception) when (exception.Subject is "prompt" or "message" or "role")
        {
            // Of the prompt that is made of the messages the caller knows nothing.
            throw new InvalidInputException("messages", exception.Expected, exception.Given);
        }
    }

    public async Task CompleteAsync(HttpContext context) => await AnswerAsync(context, TextShape.Instance, await ReadAsync(context, TextCallReader.Read));

    private async Task AnswerAsync(HttpContext context, IAnswerShape shape, CompletionCall call)
    {
        var head = new AnswerHead(shape, call.Model, timeProvider.GetUtcNow());
        if (call.IsStream) await CompletionStream.WriteAsync(context, head, call, client.GenerateAllAsync(call.Requests, context.RequestAborted));
        else await CompletionWriter.WriteAsync(context, head, call, await client.CompleteAllAsync(call.Requests, context.RequestAborted));
    }

    private async ValueTask<CompletionCall> ReadAsync(HttpContext context, ReadBody read)
    {
        using var body = await PooledBody.ReadAsync(context, _maxBodyBytes);
        return read(body.Span);
    }

    private delegate CompletionCall ReadBody(ReadOnlySpan<byte> body);
}
