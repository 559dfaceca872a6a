using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Inference;
using Orleans.Inference.FastChat;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Hosting;

/// <summary>Adds external workers to a silo.</summary>
public static class FastChatSiloBuilderExtensions
{
    /// <summary>
    /// Lets this silo host external workers: HTTP workers of FastChat that register themselves at a gateway. Needs <c>AddInference</c>. May be called more than
    /// once; the options add up.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">How they are treated.</param>
    public static ISiloBuilder AddFastChatWorkers(this ISiloBuilder builder, Action<FastChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null) services.Configure(configure);
        services.AddOptions<FastChatOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FastChatOptions>, FastChatOptionsValidator>());
        services.TryAddSingleton<WorkerConnections>();
        return builder;
    }
}
