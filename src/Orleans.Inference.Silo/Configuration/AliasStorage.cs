using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>
/// Where the aliases of models are kept: as <c>Orleans:GrainStorage:inference</c> says, else in the Redis that holds the membership, else in the memory of the
/// silos. A database needs more tables for it than it has for the membership, so it is used only where it is named.
/// </summary>
internal static class AliasStorage
{
    public static void Apply(SettingNode settings)
    {
        if (settings.Find(SettingKeys.AliasStorage) is { Children.Count: > 0 } || settings.ValueOf(SettingKeys.ClusteringProvider) is not ClusteringProviders.Redis) return;
        if (ClusteringProviders.Connection(settings, ClusteringProviders.Redis)?.Value is not { } connection) return;
        var storage = settings.Descend(SettingKeys.AliasStorage);
        storage.Descend(ProviderShape.ProviderType).Set(ClusteringProviders.Redis, SettingsLayer.Defaults);
        storage.Descend(ClusteringProviders.ConnectionString).Set(connection, SettingsLayer.Defaults);
    }
}
