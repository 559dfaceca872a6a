using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway;
using Orleans.Inference.Gateway.Cluster;
using Orleans.Inference.Gateway.FastChat;
using Orleans.Inference.Gateway.OpenAI;
using Orleans.Inference.Gateway.OpenApi;
using Orleans.Inference.Gateway.OpenInference;
using Orleans.Inference.Gateway.Traffic;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gateway's endpoints.</summary>
public static class InferenceGatewayEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves models over the Open Inference Protocol V2 (REST) under <c>/v2</c>. Everything under <c>/v2</c> is answered by the gateway,
    /// unknown paths and wrong verbs too. <c>GET /inference/cluster</c> tells what the dispatcher knows: silos, workers and their models.
    /// <c>POST /v2/repository/index</c> lists the model repository, and <c>/v2/repository/models/NAME/load</c> and <c>unload</c> load and unload a model of it, for everybody who can reach them.
    /// <c>/health/live</c> and <c>/health/ready</c> say whether the process lives and whether it can serve.
    /// Where <see cref="InferenceGatewayOptions.ApiKeys"/> are configured, each request needs one, those of health excepted; what changes something and everything under <c>/inference</c> needs the scope <c>Manage</c>.
    /// <c>/v1</c> has the OpenAI protocol: models, chats, completions and embeddings. <c>/openapi.json</c> describes all of it.
    /// <c>/inference/aliases</c> lists the aliases of models, and <c>GET</c>, <c>PUT</c> and <c>DELETE</c> of <c>/inference/aliases/NAME</c> tell, set and remove one.
    /// The routes of FastChat's controller and workers (<c>/register_worker</c>, <c>/get_worker_address</c>, <c>/worker_generate_stream</c> and so on) are at the root.
    /// </summary>
    /// <remarks>
    /// <para>Tensors travel as JSON: nested or flat, row-major; outputs are flat. FP16 and BF16 are written as JSON numbers and
    /// not read from JSON, as the protocol has them only as binary data.</para>
    /// <para>Or they travel as binary data behind the JSON, whose length the header <c>Inference-Header-Content-Length</c> then says: inputs with the parameter
    /// <c>binary_data_size</c>, outputs that ask for it with <c>binary_data</c>, or all by the request's <c>binary_data_output</c>. A BOOL that is neither 0 nor 1 is
    /// refused. A body of nothing but the elements of a model's only input has 0 in the header.</para>
    /// <para>Requests may be compressed with gzip or deflate; answers to infer requests are, from 2 KiB on, where the caller accepts it.</para>
    /// <para>JSON has no NaN and no infinities: outputs carry them as the strings <c>"NaN"</c>, <c>"Infinity"</c> and
    /// <c>"-Infinity"</c>, as the JSON form of protocol buffers does, and FP32 and FP64 inputs may do the same. (A <c>null</c> would
    /// become 0 unseen in many languages; an error would withhold the rest of the answer.)</para>
    /// <para>A BYTES output is written as text; bytes that are not UTF-8 become U+FFFD.</para>
    /// <para>Errors are <c>{"error":"text"}</c>: 400 for what the caller got wrong, 404 for an unknown model, 413 for a body over
    /// <see cref="InferenceGatewayOptions.MaxRequestBodyBytes"/>, 429 with <c>Retry-After</c> and <c>retry-after-ms</c> when a queue is
    /// full, 503 when no worker is ready, 504 when the timeout passed, 500 when the model failed.</para>
    /// <para>The request's <c>timeout</c> is in microseconds, 0 meaning the default. <c>priority</c> 0 means the default, 1
    /// <c>Interactive</c>, 2 <c>Default</c>, 3 and more <c>Bulk</c>.</para>
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <returns>All of the endpoints, to add conventions to: <c>RequireAuthorization</c> then covers the health endpoints too.</returns>
    /// <exception cref="InvalidOperationException"><c>services.AddInferenceGateway()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapInferenceGateway(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var known = endpoints.ServiceProvider.GetService<IServiceProviderIsService>();
        if (known?.IsService(typeof(InferEndpoint)) == false)
        {
            throw new InvalidOperationException(
                "MapInferenceGateway needs the gateway's services: call services.AddInferenceGateway() first.");
        }

        var gateway = endpoints.MapGroup("");
        OpenInferenceRoutes.Map(gateway);
        OpenAIRoutes.Map(gateway);
        FastChatRoutes.Map(gateway);
        var open = gateway.MapGroup("/health").NeedsKey(AccessScope.None);
        open.MapGuarded("/live", GuardedRoutes.Read, HealthEndpoints.LiveAsync);
        open.MapGuarded<HealthEndpoints>("/ready", GuardedRoutes.Read, (health, context) => health.ReadyAsync(context));
        var managed = gateway.MapGroup("/inference").NeedsKey(AccessScope.Manage);
        managed.MapGuarded<ClusterEndpoint>("/cluster", GuardedRoutes.Read, (cluster, context) => cluster.HandleAsync(context));
        managed.MapGuarded<AliasEndpoints>("/aliases", GuardedRoutes.Read, (aliases, context) => aliases.ListAsync(context));
        managed.MapGuarded<AliasEndpoints>("/aliases/{name}", AliasEndpoints.Methods, (aliases, context) => aliases.HandleAsync(context));
        gateway.MapGroup("").NeedsKey(AccessScope.None).MapGuarded("/openapi.json", GuardedRoutes.Read, OpenApiEndpoint.HandleAsync);
        return gateway;
    }
}
