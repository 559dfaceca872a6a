using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Inference;
using Orleans.Inference.Connections;
using Orleans.Inference.Gateways;
using Orleans.Inference.Hosting;
using Orleans.Inference.Routing;

namespace Orleans.Hosting;

/// <summary>Adds inference to an Orleans client.</summary>
public static class InferenceClientBuilderExtensions
{
    /// <summary>
    /// Makes <see cref="IInferenceClient"/> available in this client process. Touches no option of the host. May be called more than once; the options add up.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">How this process calls models.</param>
    public static IClientBuilder AddInferenceClient(this IClientBuilder builder, Action<InferenceClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null) builder.Services.Configure(configure);
        if (builder.Services.Any(service => service.ServiceType == typeof(GatewayHealth))) return builder;

        builder.Services.AddSingleton<GatewayHealth>();
        builder.Services.AddSingleton<IGatewayHealth>(provider => provider.GetRequiredService<GatewayHealth>());
        builder.Services.AddSingleton<ClosedConnections>(provider => provider.GetRequiredService<GatewayHealth>().Closed);
        builder.Services.AddOptions<ClientConnectionOptions>().Configure<ConnectionWatch>(static (options, watch) =>
            options.ConfigureConnection(connection => connection.Use(watch.Around)));
        WatchedConnectionFactory.Decorate(builder.Services);
        builder.Services.AddInferenceRouter();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<IClusterClientLifecycle>, RouterClientLifecycle>());
        return builder;
    }
}
