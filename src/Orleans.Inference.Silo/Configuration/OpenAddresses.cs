using System.Net;
using Orleans.Inference.Gateway;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Who listens where others can reach it asks for keys, unless it is said that it is not to.</summary>
internal static class OpenAddresses
{
    /// <summary>Finds the addresses that are open to everybody by mistake.</summary>
    public static IEnumerable<string> Check(SiloSettings settings)
    {
        if (settings.Gateway is { AllowAnonymous: true } or { ApiKeys.Count: > 0 }) return [];
        var addresses = settings.Urls.Select(static url => (HttpAddresses.Key, url));
        if (settings.GrpcUrl is { } grpc) addresses = addresses.Append((GrpcAddress.Key, grpc));
        return from address in addresses
               where !IPAddress.IsLoopback(HttpAddresses.Endpoint(address.Item2).Address)
               select $"{address.Item1} is {Problem.Quote(address.Item2)}, which others can reach, and no API key is asked for. Write keys into " +
                   $"{SettingKeys.Gateway}:{nameof(InferenceGatewayOptions.ApiKeys)} (the command 'key' makes one), or let everybody in with " +
                   $"--{SettingKeys.Gateway}:{nameof(InferenceGatewayOptions.AllowAnonymous)} true.";
    }
}
