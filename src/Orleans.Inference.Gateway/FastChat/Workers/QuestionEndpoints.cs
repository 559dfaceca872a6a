using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.FastChat.Workers;

/// <summary>What clients ask workers of FastChat before they send a text.</summary>
internal sealed class QuestionEndpoints(ITextClient client, IOptions<InferenceGatewayOptions> options)
{
    /// <summary>What FastChat takes for a context without a bound.</summary>
    private const int Unbounded = 1024 * 1024;

    public async Task CountTokensAsync(HttpContext context)
    {
        var fields = await ReadAsync(context);
        var count = await client.CountTokensAsync(fields.Text("model"), fields.Text("prompt"), context.RequestAborted);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, count, static (json, count) =>
        {
            json.WriteNumber("count"u8, count);
            json.WriteNumber("error_code"u8, 0);
        });
    }

    public async Task GetConversationAsync(HttpContext context)
    {
        var model = (await ReadAsync(context)).Text("model");
        var details = await client.GetTextModelAsync(model, context.RequestAborted);
        var template = details.ConversationTemplate ?? throw new InvalidInputException("model", "one that has a conversation template", $"'{model}', which has none");
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, template, static (json, template) =>
        {
            json.WritePropertyName("conv"u8);
            json.WriteRawValue(template);
        });
    }

    public async Task GetDetailsAsync(HttpContext context)
    {
        var details = await client.GetTextModelAsync((await ReadAsync(context)).Text("model"), context.RequestAborted);
        await JsonResponse.WriteAsync(
            context, StatusCodes.Status200OK, details.ContextLength > 0 ? details.ContextLength : Unbounded, static (json, length) => json.WriteNumber("context_length"u8, length));
    }

    private ValueTask<JsonFields> ReadAsync(HttpContext context) => JsonFields.ReadAsync(context, options.Value.MaxRequestBodyBytes);
}
