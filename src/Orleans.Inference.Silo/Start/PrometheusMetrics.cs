using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Silo.Start;

/// <summary>Serves what inference, Orleans and the runtime measure in the text format of Prometheus.</summary>
internal static class PrometheusMetrics
{
    public const string Path = "/metrics";
    private const string ServiceName = "orleans-inference";
    private static readonly string[] Meters = [InferenceMetrics.MeterName, "Microsoft.Orleans", "System.Runtime"];

    public static void AddPrometheusMetrics(this IServiceCollection services, SiloSettings settings) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(ServiceName, serviceInstanceId: settings.Configuration[SettingKeys.SiloName]))
        .AddMeter(Meters)
        .AddPrometheusExporter());
}
