using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Answers of the OpenAI protocol: each names its request, and errors are <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal sealed class OpenAIForm : IAnswerForm
{
    public static OpenAIForm Instance { get; } = new();

    public void Begin(HttpContext context) => RequestIds.Set(context);

    public Task FailAsync(HttpContext context, Failure failure) =>
        JsonResponse.WriteAsync(context, failure.Status, OpenAIError.Of(failure), static (json, error) => error.Write(json));
}
