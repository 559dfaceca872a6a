using System.Globalization;
using System.Net;
using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Where HTTP is served: the addresses in <c>Urls</c>, with <c>;</c> between them.</summary>
internal static class HttpAddresses
{
    public const string Key = "Urls";

    public const string Default = "http://127.0.0.1:8000";

    public static ValueShape Shape { get; } = new(
        $"http://HOST:PORT or https://HOST:PORT with an IP address, localhost or * as the host, such as {Default}; several with ';' between",
        static value => Split(value) is { Length: > 0 } addresses && Array.TrueForAll(addresses, IsServed));

    public static string[] Split(string value) => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The address with another port.</summary>
    public static string WithPort(BindingAddress address, int port) => string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{address.Host}:{port}");

    /// <summary>The address by which a program on this machine reaches it.</summary>
    public static string Reachable(string address)
    {
        var parsed = BindingAddress.Parse(address);
        var any = parsed.Host is "*" or "+" or "0.0.0.0" or "[::]";
        return WithPort(any ? BindingAddress.Parse(Default) : parsed, parsed.Port);
    }

    /// <summary>The endpoint that is listened on.</summary>
    public static IPEndPoint Endpoint(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return new(
            parsed.Host switch
            {
                "*" or "+" => IPAddress.IPv6Any,
                "localhost" => IPAddress.Loopback,
                var host => IPAddress.Parse(host),
            },
            parsed.Port);
    }

    // Kestrel takes any other host name for "all addresses": too much for a slip of the pen.
    public static bool IsServed(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed is { Scheme: "http" or "https", PathBase: "", Port: >= 0 and <= ushort.MaxValue, IsUnixPipe: false, IsNamedPipe: false }
                && (parsed.Host is "*" or "+" || IPAddress.TryParse(parsed.Host, out _) || (parsed is { Host: "localhost", Port: > 0 }));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
