using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.External;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>Who may register external workers and speak for them: an address given by a stranger is one that this cluster would call.</summary>
internal sealed class RegistrationPermission(IOptions<InferenceGatewayOptions> options)
{
    private readonly NetworkList _networks = new(options.Value.RegistrationNetworks);

    /// <summary>Why a caller may not; <see langword="null"/> when it may.</summary>
    public string? FindRefusal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && !_networks.Contains(address)
            ? $"External workers may be registered from {_networks}, given {address}: Gateway:{nameof(InferenceGatewayOptions.RegistrationNetworks)} in silo.json says from where."
            : null;
}
