using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The paths and verbs of the Open Inference Protocol V2.</summary>
internal static class OpenInferenceRoutes
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Call = [HttpMethods.Post];

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        var v2 = endpoints.MapGroup("/v2");
        Map(v2, "", Read, ServerMetadata.HandleAsync);
        Map(v2, "/health/live", Read, HealthEndpoints.LiveAsync);
        Map<HealthEndpoints>(v2, "/health/ready", Read, (health, context) => health.ReadyAsync(context));
        Map<ModelEndpoints>(v2, "/models", Read, (models, context) => models.ListAsync(context));
        foreach (var model in (string[])["/models/{model}", "/models/{model}/versions/{version}"])
        {
            Map<ModelEndpoints>(v2, model, Read, (models, context) => models.MetadataAsync(context));
            Map<ModelEndpoints>(v2, $"{model}/ready", Read, (models, context) => models.ReadyAsync(context));
            Map<InferEndpoint>(v2, $"{model}/infer", Call, (infer, context) => infer.HandleAsync(context));
        }

        v2.Map("/{**path}", ErrorBoundary.Around(NotFoundAsync));
        return v2;
    }

    private static void Map<TEndpoints>(RouteGroupBuilder v2, string pattern, string[] methods, Func<TEndpoints, HttpContext, Task> handle)
        where TEndpoints : notnull =>
        Map(v2, pattern, methods, context => handle(context.RequestServices.GetRequiredService<TEndpoints>(), context));

    private static void Map(RouteGroupBuilder v2, string pattern, string[] methods, RequestDelegate handle)
    {
        v2.MapMethods(pattern, methods, ErrorBoundary.Around(handle));

        // Routing prefers the endpoint that names the verb; without this one the path for everything else would answer 404.
        var allowed = string.Join(", ", methods);
        v2.Map(pattern, ErrorBoundary.Around(context =>
        {
            context.Response.Headers.Allow = allowed;
            throw new BadHttpRequestException(
                $"{context.Request.Path} takes {allowed}, given {context.Request.Method}.", StatusCodes.Status405MethodNotAllowed);
        }));
    }

    private static Task NotFoundAsync(HttpContext context) =>
        throw new BadHttpRequestException($"There is nothing at {context.Request.Path}.", StatusCodes.Status404NotFound);
}
