namespace Orleans.Inference.Gateway;

/// <summary>How the gateway takes requests. Validated at start.</summary>
public sealed class InferenceGatewayOptions
{
    /// <summary>
    /// The largest request body in bytes; 64 MiB by default, at least 1, at most 2 GiB less 58 bytes. A larger body is answered with 413.
    /// It takes the place of the web server's own limit on the endpoints that read a body, and counts the bytes after decompression.
    /// </summary>
    public long MaxRequestBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The API keys that are taken; none by default, which means that none is asked for. With keys, only health endpoints are open to everybody.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; } = [];

    /// <summary>
    /// Whether the program may listen on an address that others can reach though it asks for no keys; <see langword="false"/> by default. Hosts that embed the
    /// gateway and have their own authorization are not asked.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// The address by which clients reach this gateway, as in <c>http://10.0.0.5:8000</c>: what <c>get_worker_address</c> says of workers of the cluster itself.
    /// <see langword="null"/> (the default) means the address that the request came in by.
    /// </summary>
    public string? AdvertisedUrl { get; set; }

    /// <summary>
    /// From where external workers may be registered, as networks in the notation of CIDR (<c>10.0.0.0/8</c>) or single addresses; empty (the default) means from
    /// this machine alone. Where they may be is said by <c>FastChat:WorkerNetworks</c> of the silos.
    /// </summary>
    public IList<string> RegistrationNetworks { get; set; } = [];
}
