using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference;

namespace Orleans.Hosting;

/// <summary>Adds inference to a silo.</summary>
public static class InferenceSiloBuilderExtensions
{
    /// <summary>
    /// Serves the models of a repository on this silo's devices, and makes <see cref="IInferenceClient"/> available in its grains and services.
    /// Touches no option of the host. May be called more than once; the options add up.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">What to serve, and on what.</param>
    public static ISiloBuilder AddInference(this ISiloBuilder builder, Action<InferenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null) builder.Services.Configure(configure);
        return builder;
    }
}
