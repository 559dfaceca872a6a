using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Inference.Gateway;
using Orleans.Inference.Gateway.OpenInference.Repository;
using Orleans.Inference.Gateway.OpenInference.Rpc;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gateway's gRPC services.</summary>
public static class InferenceGatewayGrpcExtensions
{
    /// <summary>
    /// Serves models over the Open Inference Protocol V2 (gRPC): <c>inference.GRPCInferenceService</c> and <c>grpc.health.v1.Health</c>. The host needs an endpoint
    /// that speaks HTTP/2: without TLS one that speaks nothing else. <c>app.MapInferenceGateway()</c> maps REST, which needs no such endpoint; each works without the other.
    /// </summary>
    /// <remarks>
    /// <para>Statuses: INVALID_ARGUMENT for what the caller got wrong, NOT_FOUND for an unknown model, RESOURCE_EXHAUSTED with <c>retry-after-ms</c> in the trailers
    /// when a queue is full, UNAVAILABLE when no worker is ready, DEADLINE_EXCEEDED when the timeout or the deadline passed, INTERNAL when the model failed,
    /// UNIMPLEMENTED for shared memory, traces and log settings.</para>
    /// <para>A message may have <see cref="InferenceGatewayOptions.MaxRequestBodyBytes"/> bytes. Outputs are raw.</para>
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <returns>The endpoints, to add conventions to.</returns>
    /// <exception cref="InvalidOperationException"><c>services.AddInferenceGateway()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapInferenceGrpc(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.MapGroup("");
        services.MapGrpcService<InferenceRpc>();
        services.MapGrpcService<HealthRpc>();
        return services.WithMetadata(new NoBodyLimit());
    }

    internal static void AddInferenceGrpc(this IServiceCollection services)
    {
        services.AddGrpc();
        services.TryAddSingleton<RepositoryCalls>();
        services.TryAddSingleton<InferenceRpc>();
        services.TryAddSingleton<HealthRpc>();
        services.TryAddSingleton<ErrorInterceptor>();
        services.TryAddSingleton<AccessInterceptor>();
        services.AddOptions<GrpcServiceOptions<InferenceRpc>>().Configure<IOptions<InferenceGatewayOptions>>((grpc, gateway) =>
        {
            grpc.MaxReceiveMessageSize = (int)gateway.Value.MaxRequestBodyBytes;
            if (grpc.Interceptors.Count > 0) return;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<AccessInterceptor>();
        });
    }

    /// <summary>The size of a message is limited; that of the web server is lower and would cut in first.</summary>
    private sealed class NoBodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
