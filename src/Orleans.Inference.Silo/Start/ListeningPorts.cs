using System.Net;
using System.Net.Sockets;
using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Silo.Start;

/// <summary>
/// Looks whether the ports are free before anything starts: HTTP starts last, and a silo that then finds its port taken would already have joined the cluster.
/// </summary>
internal static class ListeningPorts
{
    private const int TriedInstances = 9;

    /// <exception cref="StartException">A port is in use.</exception>
    public static void Check(SiloSettings settings)
    {
        (string Key, IPEndPoint Endpoint)[] listening = [.. Of(settings)];
        var instance = settings.Instance;
        string[] taken = [.. listening.Where(port => !IsFree(port.Endpoint)).Select(port => $"{port.Endpoint.Port} ({port.Key})")];
        if (taken.Length == 0) return;

        var subject = taken.Length == 1 ? $"Port {taken[0]} is" : $"Ports {string.Join(", ", taken[..^1])} and {taken[^1]} are";
        var free = Enumerable.Range(1, TriedInstances).FirstOrDefault(more => Array.TrueForAll(listening, port =>
            IsFree(port.Endpoint, port.Key == GrpcAddress.Key ? GrpcAddress.Shift(instance + more) - GrpcAddress.Shift(instance) : more)));
        var advice = free > 0 ? $" start one more silo here with --instance {instance + free}, or" : "";
        throw new StartException($"{subject} in use on this machine: stop what listens there,{advice} give other ports, as in --urls http://127.0.0.1:8080.");
    }

    /// <summary>What to tell an operator who starts a silo that is to join another one on this machine, which is not there yet.</summary>
    public static string? Awaited(SiloSettings settings) =>
        settings.Instance > 0 && settings.Primary is { } primary && IsFree(primary)
            ? $"Waiting for the silo at {primary}, which this one joins: start it without --instance."
            : null;

    private static IEnumerable<(string Key, IPEndPoint Endpoint)> Of(SiloSettings settings)
    {
        var configuration = settings.Configuration;
        var address = configuration[SettingKeys.AdvertisedAddress] is { } advertised ? IPAddress.Parse(advertised) : settings.Primary?.Address ?? IPAddress.Any;
        yield return (SettingKeys.SiloPort, Listening(SettingKeys.SiloListening) ?? new(address, settings.SiloPort));
        if (settings.GatewayPort > 0) yield return (SettingKeys.GatewayPort, Listening(SettingKeys.GatewayListening) ?? new(address, settings.GatewayPort));
        foreach (var endpoint in settings.Urls.Select(HttpAddresses.Endpoint)) yield return (HttpAddresses.Key, endpoint);
        if (settings.GrpcUrl is { } grpc) yield return (GrpcAddress.Key, HttpAddresses.Endpoint(grpc));

        IPEndPoint? Listening(string key) => configuration[key] is { } endpoint ? IPEndPoint.Parse(endpoint) : null;
    }

    private static bool IsFree(IPEndPoint endpoint, int shift = 0)
    {
        if (endpoint.Port == 0) return true;
        if (endpoint.Port + shift > ushort.MaxValue) return false;
        try
        {
            using Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true; // as the web server listens on "*"
            socket.Bind(new IPEndPoint(endpoint.Address, endpoint.Port + shift));
            socket.Listen();
            return true;
        }
        catch (SocketException exception)
        {
            // Whatever else is wrong with an address, the server itself says it better.
            return exception.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }
}
