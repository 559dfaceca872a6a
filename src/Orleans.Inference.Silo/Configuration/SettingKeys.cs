using Orleans.Configuration;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>The paths of settings that the program itself reads or writes.</summary>
internal static class SettingKeys
{
    public const string Inference = "Inference";

    public const string InferenceClient = "InferenceClient";

    public const string FastChat = "FastChat";

    public const string Gateway = "Gateway";

    public const string Dashboard = "Dashboard";

    public const string Metrics = "Metrics";

    public const string Orleans = "Orleans";

    public const string SiloName = $"{Orleans}:Name";

    public const string Membership = $"{Orleans}:Membership";

    public const string Metadata = $"{Orleans}:Metadata";

    public const string Clustering = $"{Orleans}:Clustering";

    public const string ClusteringProvider = $"{Clustering}:ProviderType";

    public const string PrimaryEndPoint = $"{Clustering}:PrimarySiloEndPoint";

    public const string AliasStorage = $"{Orleans}:GrainStorage:{ITrafficGrain.StorageName}";

    public const string Endpoints = $"{Orleans}:Endpoints";

    public const string AdvertisedAddress = $"{Endpoints}:{nameof(EndpointOptions.AdvertisedIPAddress)}";

    public const string SiloPort = $"{Endpoints}:{nameof(EndpointOptions.SiloPort)}";

    public const string GatewayPort = $"{Endpoints}:{nameof(EndpointOptions.GatewayPort)}";

    public const string SiloListening = $"{Endpoints}:{nameof(EndpointOptions.SiloListeningEndpoint)}";

    public const string GatewayListening = $"{Endpoints}:{nameof(EndpointOptions.GatewayListeningEndpoint)}";

    public const string DataPort = $"{Inference}:{nameof(InferenceOptions.DataPort)}";

    public const string ModelRepository = $"{Inference}:{nameof(InferenceOptions.ModelRepository)}";

    public const string DeviceClaims = $"{Inference}:{nameof(InferenceOptions.DeviceClaims)}";

    public const string DispatchPolicy = $"{Inference}:{nameof(InferenceOptions.DispatchPolicy)}";

    public const string Devices = $"{Inference}:{nameof(InferenceOptions.Devices)}";
}
