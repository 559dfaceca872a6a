using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Inference.Gateway;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Summary;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Orleans.Inference.Silo.Start;

/// <summary>Composes the silo, the HTTP gateway, the dashboard and the metrics.</summary>
internal static class SiloApplication
{
    public const string DashboardPath = "/dashboard";

    /// <summary>What all stages of the way out may take together: HTTP requests, work in hand, and 30 s for Orleans to deactivate grains.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(60);

    /// <exception cref="SettingsException">The settings name a provider that is not there.</exception>
    public static WebApplication Build(SiloSettings settings, TextWriter output, Action<ISiloBuilder>? compose = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings.Configuration);
        if (settings.GrpcUrl is not null) builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(new GrpcEndpoint(settings.Urls.Count).Configure));
        var started = false;
        builder.Logging.ClearProviders().AddConsole().AddFilter("Orleans.Runtime.Watchdog", level => level >= LogLevel.Warning && Volatile.Read(ref started));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        UseOrleans(builder, settings);
        if (compose is not null) builder.UseOrleans(compose);
        builder.Services.AddInferenceGateway(options => settings.Configuration.GetSection(SettingKeys.Gateway).Bind(options));
        if (settings.Metrics.Enabled) builder.Services.AddPrometheusMetrics(settings);
        builder.Services.AddSingleton(settings).AddSingleton(output).AddHostedService<StartSummary>();

        var app = builder.Build();
        // Until then the watchdog of Orleans 10.4 may warn of a stall as long as the machine is up: it has no earlier check to count from.
        app.Lifetime.ApplicationStarted.Register(() => Volatile.Write(ref started, true));
        foreach (var url in settings.Urls) app.Urls.Add(url);
        app.MapInferenceGateway();
        if (settings.GrpcUrl is { } grpc) app.Urls.Add(grpc);
        if (settings.Dashboard.Enabled) app.MapOrleansDashboard(DashboardPath).RequireInferenceKey(AccessScope.Manage);
        if (settings.Metrics.Enabled) app.MapPrometheusScrapingEndpoint(PrometheusMetrics.Path).RequireInferenceKey(AccessScope.Manage);
        return app;
    }

    /// <summary>Maps what reads its options when it is mapped: they must have been validated.</summary>
    public static void MapGrpc(WebApplication app, SiloSettings settings)
    {
        if (settings.GrpcUrl is not null) app.MapInferenceGrpc();
    }

    private static void UseOrleans(WebApplicationBuilder builder, SiloSettings settings)
    {
        try
        {
            builder.UseOrleans(silo => Compose(silo, settings));
        }
        catch (Exception exception) when (exception is InvalidOperationException or OrleansConfigurationException)
        {
            throw new SettingsException(settings.LocateProvider(exception.Message));
        }
    }

    private static void Compose(ISiloBuilder silo, SiloSettings settings)
    {
        var configuration = settings.Configuration;
        if (settings.Primary is { } primary)
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, primary);
        if (configuration.GetSection(SettingKeys.Metadata).Exists()) silo.UseSiloMetadata();
        silo.Configure<ClusterMembershipOptions>(configuration.GetSection(SettingKeys.Membership));
        silo.Configure<InferenceClientOptions>(configuration.GetSection(SettingKeys.InferenceClient));
        silo.Configure<FastChatOptions>(configuration.GetSection(SettingKeys.FastChat));
        silo.AddInference(options => BindInference(options, configuration.GetSection(SettingKeys.Inference))).AddDashboard(settings.Dashboard.CopyTo);
        if (settings.Role == Role.Gateway) KeepDispatcherAway(silo);
        else silo.AddOnnxRuntime().AddTextModels().AddFastChatWorkers();
    }

    /// <summary>The dispatcher, what keeps the aliases and external workers live where the work is: what is in front may come and go without them having to move.</summary>
    private static void KeepDispatcherAway(ISiloBuilder silo) =>
        silo.Configure<GrainTypeOptions>(options => options.Classes.RemoveWhere(
            type => typeof(IDispatcherGrain).IsAssignableFrom(type) || typeof(ITrafficGrain).IsAssignableFrom(type) || typeof(IExternalWorkerGrain).IsAssignableFrom(type)));

    /// <summary>The binder adds to lists; devices that are named take the place of the default.</summary>
    private static void BindInference(InferenceOptions options, IConfigurationSection section)
    {
        if (section.GetSection(nameof(InferenceOptions.Devices)).Exists()) options.Devices = [];
        section.Bind(options);
    }
}
