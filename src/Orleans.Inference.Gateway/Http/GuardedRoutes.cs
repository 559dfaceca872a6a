using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway.OpenInference;
using Orleans.Inference.Gateway.Security;

namespace Orleans.Inference.Gateway;

/// <summary>Maps endpoints whose errors, wrong verbs and unknown paths included, are answered in the form of their protocol.</summary>
internal static class GuardedRoutes
{
    public static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    public static readonly string[] Call = [HttpMethods.Post];

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>Maps an endpoint.</summary>
        /// <param name="pattern">Its path.</param>
        /// <param name="methods">The verbs that it takes.</param>
        /// <param name="handle">The endpoint.</param>
        /// <param name="form">The form of its answers; that of the Open Inference Protocol by default.</param>
        public void MapGuarded<TEndpoints>(string pattern, string[] methods, Func<TEndpoints, HttpContext, Task> handle, IAnswerForm? form = null)
            where TEndpoints : notnull
        {
            // They belong to the application: a scope for each request would be made for nothing.
            var services = routes.ServiceProvider;
            routes.MapGuarded(pattern, methods, context => handle(services.GetRequiredService<TEndpoints>(), context), form);
        }

        /// <inheritdoc cref="MapGuarded{TEndpoints}"/>
        public void MapGuarded(string pattern, string[] methods, RequestDelegate handle, IAnswerForm? form = null)
        {
            form ??= OpenInferenceForm.Instance;
            var gate = routes.ServiceProvider.GetRequiredService<AccessGate>();
            routes.MapMethods(pattern, methods, ErrorBoundary.Around(gate.Around(handle), form));

            // Routing prefers the endpoint that names the verb; without this one the path for everything else would answer 404.
            var allowed = string.Join(", ", methods);
            routes.Map(pattern, ErrorBoundary.Around(context =>
            {
                context.Response.Headers.Allow = allowed;
                throw new BadHttpRequestException(
                    $"{context.Request.Path} takes {allowed}, given {context.Request.Method}.", StatusCodes.Status405MethodNotAllowed);
            }, form));
        }

        /// <summary>Answers every other path below here with 404.</summary>
        public void MapUnknown(IAnswerForm form) => routes.Map("/{**path}", ErrorBoundary.Around(
            static context => throw new BadHttpRequestException($"There is nothing at {context.Request.Path}.", StatusCodes.Status404NotFound), form));
    }
}
