using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orleans.Inference.Gateway.OpenInference.Repository;
using static Orleans.Inference.Gateway.GuardedRoutes;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The paths and verbs of the Open Inference Protocol V2.</summary>
internal static class OpenInferenceRoutes
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var v2 = endpoints.MapGroup("/v2");
        v2.MapGuarded("", Read, ServerMetadata.HandleAsync);
        var open = v2.MapGroup("").NeedsKey(AccessScope.None);
        open.MapGuarded("/health/live", Read, HealthEndpoints.LiveAsync);
        open.MapGuarded<HealthEndpoints>("/health/ready", Read, (health, context) => health.ReadyAsync(context));
        v2.MapGuarded<ModelEndpoints>("/models", Read, (models, context) => models.ListAsync(context));
        v2.MapGuarded<ModelEndpoints>("/models/stats", Read, (models, context) => models.StatisticsAsync(context));
        foreach (var model in (string[])["/models/{model}", "/models/{model}/versions/{version}"])
        {
            v2.MapGuarded<ModelEndpoints>(model, Read, (models, context) => models.MetadataAsync(context));
            v2.MapGuarded<ModelEndpoints>($"{model}/ready", Read, (models, context) => models.ReadyAsync(context));
            v2.MapGuarded<InferEndpoint>($"{model}/infer", Call, (infer, context) => infer.HandleAsync(context));
            v2.MapGuarded<ModelEndpoints>($"{model}/config", Read, (models, context) => models.ConfigAsync(context));
            v2.MapGuarded<ModelEndpoints>($"{model}/stats", Read, (models, context) => models.StatisticsAsync(context));
            MapUnsupported(v2, Unsupported.Generate, $"{model}/generate", $"{model}/generate_stream", $"{model}/infer_stream");
            MapUnsupported(v2, Unsupported.Trace, $"{model}/trace/setting");
        }

        var managed = v2.MapGroup("").NeedsKey(AccessScope.Manage);
        foreach (var repository in (string[])["/repository", "/repository/{repository}"])
        {
            v2.MapGuarded<RepositoryEndpoints>($"{repository}/index", Call, (endpoints, context) => endpoints.IndexAsync(context));
            managed.MapGuarded<RepositoryEndpoints>($"{repository}/models/{{model}}/load", Call, (endpoints, context) => endpoints.LoadAsync(context));
            managed.MapGuarded<RepositoryEndpoints>($"{repository}/models/{{model}}/unload", Call, (endpoints, context) => endpoints.UnloadAsync(context));
        }

        MapUnsupported(v2, Unsupported.Trace, "/trace/setting");
        MapUnsupported(v2, Unsupported.Logging, "/logging");
        MapUnsupported(v2, Unsupported.SharedMemory, "/systemsharedmemory/{**path}", "/cudasharedmemory/{**path}");
        v2.MapUnknown(OpenInferenceForm.Instance);
    }

    private static void MapUnsupported(RouteGroupBuilder routes, string text, params string[] paths)
    {
        foreach (var path in paths) routes.Map(path, ErrorBoundary.Around(Unsupported.Answer(text), OpenInferenceForm.Instance));
    }
}
