using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.OpenInference.Configuration;
using Orleans.Inference.Gateway.OpenInference.Statistics;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Which models there are, and what they take and give.</summary>
internal sealed class ModelEndpoints(IInferenceClient client)
{
    public async Task ListAsync(HttpContext context)
    {
        var models = await client.ListModelsAsync(context.RequestAborted);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, models, static (json, models) =>
        {
            json.WriteStartArray("models"u8);
            foreach (var name in models.Select(model => model.Name).Distinct()) json.WriteStringValue(name);
            json.WriteEndArray();
        });
    }

    public async Task MetadataAsync(HttpContext context)
    {
        var served = await ServedVersions.FindAsync(client, context.Request.ModelName, context.Request.ModelVersion, context.RequestAborted);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, served, ModelMetadataWriter.Write);
    }

    public async Task ConfigAsync(HttpContext context)
    {
        var config = await ModelConfig.FindAsync(client, context.Request.ModelName, context.Request.ModelVersion, context.RequestAborted);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, config, ModelConfigWriter.Write);
    }

    public async Task StatisticsAsync(HttpContext context)
    {
        var statistics = await client.GetStatisticsAsync((string?)context.Request.RouteValues["model"], context.Request.ModelVersion, context.RequestAborted);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, statistics, StatisticsWriter.Write);
    }

    public async Task ReadyAsync(HttpContext context)
    {
        var problem = await WhyNotReadyAsync(context);
        var status = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await JsonResponse.WriteAsync(context, status, (context.Request.ModelName, problem), static (json, state) =>
        {
            json.WriteString("name"u8, state.ModelName);
            json.WriteBoolean("ready"u8, state.problem is null);
            if (state.problem is not null) json.WriteString("error"u8, state.problem);
        });
    }

    private async Task<string?> WhyNotReadyAsync(HttpContext context)
    {
        try
        {
            await client.CheckReadyAsync(context.Request.ModelName, context.Request.ModelVersion, context.RequestAborted);
            return null;
        }
        catch (NoWorkerException exception)
        {
            return exception.Message;
        }
    }
}
