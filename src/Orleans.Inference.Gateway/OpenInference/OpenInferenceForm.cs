using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Errors of the Open Inference Protocol, and of the gateway's own endpoints: <c>{"error":"text"}</c>.</summary>
internal sealed class OpenInferenceForm : IAnswerForm
{
    public static OpenInferenceForm Instance { get; } = new();

    public void Begin(HttpContext context)
    {
    }

    public Task FailAsync(HttpContext context, Failure failure) =>
        JsonResponse.WriteAsync(context, failure.Status, failure.Text, static (json, text) => json.WriteString("error"u8, text));
}
