using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.External;
using Orleans.Inference.Gateway.Security;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>Who may register external workers and speak for them: an address given by a stranger is one that this cluster would call.</summary>
internal sealed class RegistrationPermission(IOptions<InferenceGatewayOptions> options, AccessGate gate)
{
    private readonly NetworkList _networks = new(options.Value.RegistrationNetworks);

    /// <summary>Why a caller may not; <see langword="null"/> when it may: it holds a key that may manage, or comes from an allowed network.</summary>
    public string? FindRefusal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && !_networks.Contains(address) && !gate.Holds(context.Request.Headers, AccessScope.Manage)
            ? $"External workers may be registered from {_networks}, or with an API key that has the scope 'manage', given {address}: Gateway:{nameof(InferenceGatewayOptions.RegistrationNetworks)} in silo.json says from where."
            : null;
}
