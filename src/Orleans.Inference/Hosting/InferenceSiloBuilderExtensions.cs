using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Inference;
using Orleans.Inference.Connections;
using Orleans.Inference.Devices;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Hosting;
using Orleans.Inference.Models;
using Orleans.Inference.Placement;
using Orleans.Inference.Routing;
using Orleans.Inference.Traffic;
using Orleans.Inference.Transport;
using Orleans.Inference.Workers;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds inference to a silo.</summary>
public static class InferenceSiloBuilderExtensions
{
    /// <summary>
    /// Serves the models of a repository on this silo's devices, and makes <see cref="IInferenceClient"/> available in its grains and services.
    /// Touches no option of the host. May be called more than once; the options add up.
    /// </summary>
    /// <remarks>
    /// Aliases of models are kept in the grain storage named <see cref="ITrafficGrain.StorageName"/>. Register a durable one under that name, before or after this
    /// call, to keep them across a restart of all silos; without one they are kept in memory, and live as long as one silo does.
    /// </remarks>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">What to serve, and on what.</param>
    public static ISiloBuilder AddInference(this ISiloBuilder builder, Action<InferenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null) services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(DeviceHost))) return builder;

        services.AddOptions<InferenceOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<InferenceOptions>, InferenceOptionsValidator>();
        services.AddSingleton<ModelLoader>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<SiloInstruments>();
        services.AddSingleton<BodyMemory>();
        services.AddSingleton<DataListener>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<DataListener>());
        services.AddSingleton<RequestBodies>();
        services.AddSingleton<ResponseBodies>();
        services.AddSingleton<DeviceHost>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<DeviceHost>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, RouterSiloLifecycle>();
        services.AddPlacementDirector<WorkerPlacement, WorkerPlacementDirector>();
        services.AddGrainDirectory(WorkerGrainDirectory.Name, static (_, _) => new WorkerGrainDirectory());
        services.Replace(ServiceDescriptor.Singleton<IInferenceReadiness, SiloReadiness>());
        services.Replace(ServiceDescriptor.Singleton<IWorkerConnector, LocalWorkerConnector>());
        services.AddOptions<SiloConnectionOptions>().Configure<ConnectionWatch>(static (options, watch) =>
        {
            options.ConfigureSiloOutboundConnection(connection => connection.Use(watch.Around));
            options.ConfigureSiloInboundConnection(connection => connection.Use(watch.Around));
        });
        services.AddSingleton(provider => SiloLocation.Find(
            provider.GetRequiredService<ILocalSiloDetails>(),
            provider.GetRequiredService<IOptions<SiloMetadata>>(),
            provider.GetRequiredService<IOptions<InferenceClientOptions>>()));
        services.AddInferenceRouter();
        services.AddSingleton<HeldAliases>();
        if (!services.Any(IsAliasStorage)) builder.AddMemoryGrainStorage(ITrafficGrain.StorageName);
        return builder;
    }

    private static bool IsAliasStorage(ServiceDescriptor service) => service.ServiceType == typeof(IGrainStorage) && ITrafficGrain.StorageName.Equals(service.ServiceKey);
}
