using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>What an engineer would write who serves models by hand: one session a model, shared by all requests, JSON read into an array that ONNX Runtime reads.</summary>
internal static class MinimalApi
{
    public static WebApplication Build(WebApplicationBuilder builder, string? repository)
    {
        var files = repository is null
            ? HttpCell.Models.ToDictionary(model => model.Name, model => model.File)
            : ModelRepository.Scan(repository).Where(entry => entry.Definition is not null).ToDictionary(entry => entry.Name, entry => Path.Combine(entry.Definition!.Folder!, "model.onnx"));
        var sessions = files.ToDictionary(file => file.Key, file => new Lazy<MinimalSession>(() => new(file.Key, file.Value)));
        var app = builder.Build();
        app.MapPost("/v2/models/{model}/infer", async (string model, HttpContext context) =>
        {
            if (!sessions.TryGetValue(model, out var session))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var body = await context.Request.ReadFromJsonAsync(InferJson.Default.InferBody, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(session.Value.Run(body!.Inputs), InferJson.Default.AnswerBody, cancellationToken: context.RequestAborted);
        });
        return app;
    }
}
