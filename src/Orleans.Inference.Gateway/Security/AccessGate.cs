using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.Security;

/// <summary>Lets requests pass whose API key allows what they ask for. Without keys in the configuration, everybody may do everything.</summary>
internal sealed class AccessGate(IOptions<InferenceGatewayOptions> options) : IDisposable
{
    private const string Bearer = "Bearer ", Basic = "Basic ";
    // Endpoints are mapped before the options are validated: they are read with the first request.
    private readonly Lazy<ApiKey[]> _keys = new(() => [.. options.Value.ApiKeys.Select(static key => new ApiKey(key))]);

    /// <summary>Whether keys are asked for.</summary>
    public bool IsClosed => _keys.Value.Length > 0;

    /// <summary>Guards an endpoint: it is reached with a key of the scope that its metadata asks for.</summary>
    public RequestDelegate Around(RequestDelegate handle) => context => IsClosed ? HandleAsync(context, handle) : handle(context);

    /// <summary>Counts a request; what is returned is disposed of when the request has ended.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="scope">What it needs.</param>
    /// <exception cref="AccessDeniedException">Its key does not allow it.</exception>
    public IDisposable? Enter(IHeaderDictionary headers, AccessScope scope)
    {
        if (!IsClosed || scope == AccessScope.None) return null;
        var given = KeyOf(headers) ?? throw AccessDeniedException.NoKey();
        var key = Find(given) ?? throw AccessDeniedException.UnknownKey();
        return key.Scopes.HasFlag(scope) ? key.Enter() : throw AccessDeniedException.Lacks(scope, key);
    }

    /// <summary>Whether a request has a key of a scope; <see langword="false"/> where no keys are configured.</summary>
    public bool Holds(IHeaderDictionary headers, AccessScope scope) =>
        KeyOf(headers) is { } given && Find(given) is { } key && key.Scopes.HasFlag(scope);

    public void Dispose()
    {
        if (!_keys.IsValueCreated) return;
        foreach (var key in _keys.Value) key.Dispose();
    }

    private async Task HandleAsync(HttpContext context, RequestDelegate handle)
    {
        var requirement = context.GetEndpoint()?.Metadata.GetMetadata<AccessRequirement>();
        using var entered = Enter(context.Request.Headers, requirement?.Scope ?? AccessScope.Infer);
        await handle(context);
    }

    // Every hash is compared, and each to its end: how long it takes tells nothing.
    private ApiKey? Find(string given)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), hash);
        ApiKey? found = null;
        foreach (var key in _keys.Value)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash)) found = key;
        }

        return found;
    }

    /// <summary>The key of a request: a bearer token, the header of those who cannot send one, or the password of a browser.</summary>
    private static string? KeyOf(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return authorization[Bearer.Length..].Trim();
        if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return PasswordOf(authorization[Basic.Length..]);
        return headers["x-api-key"] is [{ Length: > 0 } key] ? key : null;
    }

    private static string? PasswordOf(string credentials)
    {
        Span<byte> decoded = stackalloc byte[512];
        if (!Convert.TryFromBase64String(credentials.Trim(), decoded, out var length)) return null;
        var text = Encoding.UTF8.GetString(decoded[..length]);
        return text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 1)..] : null;
    }
}
