using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;
using Orleans.Inference.Gateway;

namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>Every setting there is.</summary>
internal static class SiloSchema
{
    public static SectionShape Root { get; } = new(new Dictionary<string, SettingShape>
    {
        [HttpAddresses.Key] = HttpAddresses.Shape,
        [SettingKeys.Inference] = OptionsShape.Of(typeof(InferenceOptions)).With((nameof(InferenceOptions.Devices), new DevicesShape()), (GrpcAddress.Name, GrpcAddress.Shape)),
        [SettingKeys.InferenceClient] = OptionsShape.Of(typeof(InferenceClientOptions)),
        [SettingKeys.FastChat] = OptionsShape.Of(typeof(FastChatOptions)),
        [SettingKeys.Gateway] = OptionsShape.Of(typeof(InferenceGatewayOptions)),
        [SettingKeys.Dashboard] = OptionsShape.Of(typeof(DashboardSettings)).With(
            (nameof(DashboardSettings.CounterUpdateIntervalMs), ValueShape.Number(1000, int.MaxValue)),
            (nameof(DashboardSettings.HistoryLength), ValueShape.Number(1, 100_000))),
        [SettingKeys.Metrics] = OptionsShape.Of(typeof(MetricsSettings)),
        [SettingKeys.Orleans] = Orleans,
        [KestrelSection.Key] = new FreeShape(),
        ["Logging"] = Logging,
        ["ConnectionStrings"] = new NamedShape(ValueShape.Text),
    });

    /// <summary>The sections, which environment variables name in front.</summary>
    public static IReadOnlyCollection<string> Sections { get; } = [.. Root.Keys.Where(key => key.Value is not ValueShape).Select(key => key.Key)];

    private static SectionShape Orleans => OptionsShape.Of(typeof(ClusterOptions)).With(
        ("Name", ValueShape.Text),
        ("EnableDistributedTracing", ValueShape.OneOf("true", "false")),
        ("Endpoints", OptionsShape.Of(typeof(EndpointOptions)).With(
            (nameof(EndpointOptions.SiloPort), ValueShape.Port),
            (nameof(EndpointOptions.GatewayPort), ValueShape.PortOrNone))),
        ("Membership", OptionsShape.Of(typeof(ClusterMembershipOptions))),
        // Clients may read the same file: what is theirs is known too.
        ("Messaging", OptionsShape.Of(typeof(SiloMessagingOptions), typeof(ClientMessagingOptions))),
        ("Gateway", OptionsShape.Of(typeof(GatewayOptions))),
        ("Clustering", ClusteringProviders.Shape),
        ("Reminders", new ProviderShape()),
        ("GrainStorage", new NamedShape(new ProviderShape())),
        ("GrainDirectory", new NamedShape(new ProviderShape())),
        ("Streaming", new NamedShape(new ProviderShape())),
        ("BroadcastChannel", new NamedShape(new ProviderShape())),
        ("Metadata", new NamedShape(ValueShape.Text)));

    private static SectionShape Logging
    {
        get
        {
            NamedShape levels = new(ValueShape.OneOf(Enum.GetNames<LogLevel>()));
            return new(new Dictionary<string, SettingShape>
            {
                ["LogLevel"] = levels,
                ["Console"] = OptionsShape.Of(typeof(ConsoleLoggerOptions)).With(
                    ("LogLevel", levels),
                    ("FormatterOptions", OptionsShape.Of(typeof(SimpleConsoleFormatterOptions), typeof(JsonConsoleFormatterOptions)))),
            });
        }
    }
}
