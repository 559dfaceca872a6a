using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Inference;
using Orleans.Inference.Gateway;
using Orleans.Inference.Gateway.Cluster;
using Orleans.Inference.Gateway.FastChat;
using Orleans.Inference.Gateway.OpenAI;
using Orleans.Inference.Gateway.OpenInference;
using Orleans.Inference.Gateway.OpenInference.Repository;
using Orleans.Inference.Gateway.Security;
using Orleans.Inference.Gateway.Traffic;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what the gateway's endpoints need.</summary>
public static class InferenceGatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds the gateway's services. The host also registers <see cref="IInferenceClient"/>, <see cref="ITextClient"/>, <see cref="IInferenceReadiness"/> and
    /// <see cref="IGrainFactory"/>, as the silo's and the client's own registrations do, and maps the endpoints with <c>app.MapInferenceGateway()</c>.
    /// May be called more than once; the options add up.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">How requests are taken.</param>
    public static IServiceCollection AddInferenceGateway(
        this IServiceCollection services, Action<InferenceGatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRouting();
        services.AddOptions<InferenceGatewayOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<InferenceGatewayOptions>, InferenceGatewayOptionsValidator>());
        if (configure is not null) services.Configure(configure);

        services.TryAddSingleton<AccessGate>();
        services.TryAddSingleton<HealthEndpoints>();
        services.TryAddSingleton<ModelEndpoints>();
        services.TryAddSingleton<CallRunner>();
        services.TryAddSingleton<InferEndpoint>();
        services.TryAddSingleton<RepositoryEndpoints>();
        services.TryAddSingleton<TextModelEndpoints>();
        services.TryAddSingleton<CompletionEndpoints>();
        services.TryAddSingleton<EmbeddingsEndpoint>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddFastChatEndpoints();
        services.TryAddSingleton<ClusterEndpoint>();
        services.TryAddSingleton<AliasEndpoints>();
        services.AddInferenceGrpc();
        return services;
    }
}
