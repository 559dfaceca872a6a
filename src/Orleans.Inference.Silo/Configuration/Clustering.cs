using System.Globalization;
using System.Net;
using Orleans.Configuration;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Without a clustering provider, the silos on this machine are a cluster: instance 0 holds its membership, the others join it.</summary>
internal static class Clustering
{
    /// <summary>Finds settings that would silently have no effect, and those that are missing.</summary>
    public static IEnumerable<string> Check(SettingNode settings) => IsLocal(settings) ? CheckLocal(settings) : ClusteringProviders.Check(settings);

    /// <summary>
    /// A silo whose membership is held at a loopback address is of this machine's cluster too: it must be known by that address, not by the one that
    /// Orleans picks among those of the network.
    /// </summary>
    public static void AdvertiseLoopback(SettingNode settings)
    {
        var address = settings.Descend(SettingKeys.AdvertisedAddress);
        if (address.Value is null
            && IPEndPoint.TryParse(settings.ValueOf(SettingKeys.PrimaryEndPoint) ?? "", out var primary)
            && IPAddress.IsLoopback(primary.Address))
            address.Set(primary.Address.ToString(), SettingsLayer.Defaults);
    }

    public static IPEndPoint? Primary(SettingNode settings, int instance, string? baseSiloPort)
    {
        if (!IsLocal(settings)) return null;
        var own = Port(settings.ValueOf(SettingKeys.SiloPort));
        return new(IPAddress.Loopback, instance == 0 ? own : Port(baseSiloPort));
    }

    public static string SiloName(bool isLocal, int instance, Role role)
    {
        var name = (isLocal, role) switch
        {
            (true, _) => role.ToString().ToLowerInvariant(),
            (false, Role.Gateway) => $"{Environment.MachineName}-gateway",
            _ => Environment.MachineName,
        };
        return isLocal || instance > 0 ? $"{name}-{instance}" : name;
    }

    private static IEnumerable<string> CheckLocal(SettingNode settings)
    {
        if (settings.Find(SettingKeys.Clustering) is { Children.Count: > 0 } clustering)
            yield return $"{Problem.At(clustering)} has no ProviderType, which names the provider that its other keys are for.";
        if (settings.Find(SettingKeys.AdvertisedAddress) is { Value: { } address } node)
        {
            yield return $"{Problem.At(node)} is {Problem.Quote(address)}; it needs {SettingKeys.ClusteringProvider}:"
                + " without one the silos of this machine are the cluster.";
        }
    }

    private static bool IsLocal(SettingNode settings) => settings.ValueOf(SettingKeys.ClusteringProvider) is null;

    private static int Port(string? value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var port) ? port : EndpointOptions.DEFAULT_SILO_PORT;
}
