using System.Globalization;
using System.Net;

namespace Orleans.Inference.Cluster.Tests.Network;

/// <summary>A network of this machine's own: a bridge, and namespaces that are plugged into it. All is gone after use.</summary>
internal sealed class Bridge : IAsyncDisposable
{
    private readonly string _name = $"oi{Environment.ProcessId:x}";
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"10.{Random.Shared.Next(64, 128)}.{Random.Shared.Next(256)}");
    private int _namespaces;

    private Bridge()
    {
    }

    /// <summary>The address of this side, where the test is.</summary>
    public IPAddress Address => AddressOf(1);

    public static async Task<Bridge> CreateAsync()
    {
        Bridge bridge = new();
        try
        {
            await IpCommand.RunAsync("link", "add", bridge._name, "type", "bridge");
            await IpCommand.RunAsync("addr", "add", $"{bridge.Address}/24", "dev", bridge._name);
            await IpCommand.RunAsync("link", "set", bridge._name, "up");
            return bridge;
        }
        catch
        {
            await bridge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a namespace with an address and plugs it in.</summary>
    public async Task<(string Namespace, IPAddress Address)> PlugInAsync()
    {
        var number = ++_namespaces;
        var (name, address) = ($"{_name}-{number}", AddressOf(number + 1));
        await IpCommand.RunAsync("netns", "add", name);
        await IpCommand.RunAsync("link", "add", Plug(number), "type", "veth", "peer", "name", "eth0", "netns", name);
        await IpCommand.RunAsync("link", "set", Plug(number), "master", _name, "up");
        await IpCommand.RunAsync("-n", name, "addr", "add", $"{address}/24", "dev", "eth0");
        await IpCommand.RunAsync("-n", name, "link", "set", "eth0", "up");
        await IpCommand.RunAsync("-n", name, "link", "set", "lo", "up");
        return (name, address);
    }

    /// <summary>Pulls the plug of a namespace: what is sent is lost, and nobody is told.</summary>
    public Task CutAsync(string name) => IpCommand.RunAsync("link", "set", Plug(NumberOf(name)), "nomaster");

    /// <summary>Plugs it in again.</summary>
    public Task MendAsync(string name) => IpCommand.RunAsync("link", "set", Plug(NumberOf(name)), "master", _name);

    public async ValueTask DisposeAsync()
    {
        for (var number = 1; number <= _namespaces; number++)
        {
            await IpCommand.TryAsync("link", "del", Plug(number));
            await IpCommand.TryAsync("netns", "del", $"{_name}-{number}");
        }

        await IpCommand.TryAsync("link", "del", _name);
    }

    private static int NumberOf(string name) => int.Parse(name.AsSpan(name.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);

    private string Plug(int number) => $"{_name}p{number}";

    private IPAddress AddressOf(int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{_prefix}.{host}"));
}
