using System.Net;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.External;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>The address of this gateway that a caller can reach: the one that it reached.</summary>
internal static class OwnAddress
{
    public static string? Normalize(string? url) => url is { Length: > 0 } ? WorkerUrl.TryRead(url) : null;

    public static string Of(HttpContext context)
    {
        var request = context.Request;
        var host = request.Host;
        var isSomewhere = host.HasValue && !(IPAddress.TryParse(host.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        if (isSomewhere && WorkerUrl.TryRead($"{request.Scheme}://{host}") is { } asked) return asked;
        return $"{request.Scheme}://{new IPEndPoint(Plain(context.Connection.LocalIpAddress ?? IPAddress.Loopback), context.Connection.LocalPort)}";
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
