using System.Net;

namespace Orleans.Inference.External;

/// <summary>Networks in the notation of CIDR, as in <c>10.0.0.0/8</c>; those of this machine alone where none is named.</summary>
internal sealed class NetworkList
{
    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];
    private readonly IPNetwork[] _networks;

    /// <exception cref="FormatException">One of them is no network.</exception>
    public NetworkList(IEnumerable<string> networks)
    {
        IPNetwork[] named = [.. networks.Where(static network => network.Length > 0).Select(Parse)];
        _networks = named.Length > 0 ? named : Loopback;
    }

    public bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    public override string ToString() => string.Join(", ", _networks);

    /// <summary>What cannot be read as a network.</summary>
    public static IEnumerable<string> FindWrong(IEnumerable<string> networks) => networks.Where(static network => network.Length > 0 && !TryParse(network, out _));

    private static IPNetwork Parse(string network) => TryParse(network, out var parsed) ? parsed : throw new FormatException($"'{network}' is no network such as 10.0.0.0/8.");

    // A single address is a network of one.
    private static bool TryParse(string network, out IPNetwork parsed)
    {
        if (IPNetwork.TryParse(network, out parsed)) return true;
        if (network.Contains('/', StringComparison.Ordinal) || !IPAddress.TryParse(network, out var address)) return false;
        parsed = new(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
