using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Inference;
using Orleans.Inference.Hosting;

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
        builder.Services.AddInferenceRouter();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<IClusterClientLifecycle>, RouterClientLifecycle>());
        return builder;
    }
}
