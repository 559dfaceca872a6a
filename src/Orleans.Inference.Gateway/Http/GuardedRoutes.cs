using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway;

/// <summary>Maps endpoints whose errors, wrong verbs included, are answered as all of the gateway's are.</summary>
internal static class GuardedRoutes
{
    public static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    public static readonly string[] Call = [HttpMethods.Post];

    extension(IEndpointRouteBuilder routes)
    {
        public void MapGuarded<TEndpoints>(string pattern, string[] methods, Func<TEndpoints, HttpContext, Task> handle)
            where TEndpoints : notnull
        {
            // They belong to the application: a scope for each request would be made for nothing.
            var services = routes.ServiceProvider;
            routes.MapGuarded(pattern, methods, context => handle(services.GetRequiredService<TEndpoints>(), context));
        }

        public void MapGuarded(string pattern, string[] methods, RequestDelegate handle)
        {
            routes.MapMethods(pattern, methods, ErrorBoundary.Around(handle));

            // Routing prefers the endpoint that names the verb; without this one the path for everything else would answer 404.
            var allowed = string.Join(", ", methods);
            routes.Map(pattern, ErrorBoundary.Around(context =>
            {
                context.Response.Headers.Allow = allowed;
                throw new BadHttpRequestException(
                    $"{context.Request.Path} takes {allowed}, given {context.Request.Method}.", StatusCodes.Status405MethodNotAllowed);
            }));
        }
    }
}
