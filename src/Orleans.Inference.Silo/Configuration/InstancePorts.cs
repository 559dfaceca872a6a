using System.Globalization;
using Orleans.Configuration;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Several silos on one machine: instance N adds N to every port, and 999 more to that of gRPC, but nothing to those given on the command line.</summary>
internal static class InstancePorts
{
    /// <summary>Writes the ports of an instance into the settings.</summary>
    public static void Apply(SettingNode settings, int instance)
    {
        Shift(settings, SettingKeys.SiloPort, EndpointOptions.DEFAULT_SILO_PORT, instance);
        Shift(settings, SettingKeys.GatewayPort, EndpointOptions.DEFAULT_GATEWAY_PORT, instance);
        Shift(settings, SettingKeys.DataPort, 0, instance);

        var urls = settings.Descend(HttpAddresses.Key);
        var shift = IsTyped(urls) ? 0 : instance;
        var addresses = HttpAddresses.Split(urls.Value ?? HttpAddresses.Default).Select(BindingAddress.Parse);
        Write(urls, string.Join(';', addresses.Select(address => HttpAddresses.WithPort(address, Add(HttpAddresses.Key, address.Port, shift)))));
        var grpc = settings.Descend(GrpcAddress.Key);
        if (grpc.Value is "") return;
        var address = BindingAddress.Parse(grpc.Value ?? GrpcAddress.Default);
        Write(grpc, HttpAddresses.WithPort(address, Add(GrpcAddress.Key, address.Port, IsTyped(grpc) ? 0 : GrpcAddress.Shift(instance))));
    }

    private static void Shift(SettingNode settings, string key, int fallback, int instance)
    {
        var node = settings.Descend(key);
        var port = node.Value is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;
        Write(node, Add(key, port, IsTyped(node) ? 0 : instance).ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsTyped(SettingNode node) => node is { Value: not null, Layer.Name: SettingsLayer.CommandLineName };

    private static void Write(SettingNode node, string value) => node.Set(value, node.Layer ?? SettingsLayer.Defaults);

    /// <summary>0 and -1 mean none, or any that is free: they stay.</summary>
    private static int Add(string key, int port, int shift) => port switch
    {
        <= 0 => port,
        _ when port + shift <= ushort.MaxValue => port + shift,
        _ => throw new SettingsException($"--instance is {shift}; {key} has port {port}, and the sum must be at most {ushort.MaxValue}."),
    };
}
