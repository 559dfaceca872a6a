using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>What an engineer would write who serves models by hand: one session a model, shared by all requests, JSON read into an array that ONNX Runtime reads.</summary>
internal static class MinimalApi
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var sessions = HttpCell.Models.ToDictionary(model => model.Name, model => new MinimalSession(model));
        var app = builder.Build();
        app.MapPost("/v2/models/{model}/infer", async (string model, HttpContext context) =>
        {
            if (!sessions.TryGetValue(model, out var session))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var body = await context.Request.ReadFromJsonAsync(InferJson.Default.InferBody, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(session.Run(body!.Inputs[0]), InferJson.Default.AnswerBody, cancellationToken: context.RequestAborted);
        });
        return app;
    }
}
