namespace Orleans.Inference;

/// <summary>
/// Who a worker is: the silo that it lives on and the device that it owns. The silo's address carries the generation of its process,
/// so a restarted process is a new worker and a dead one never comes back elsewhere. An external worker is who its URL says, on no silo in particular.
/// </summary>
/// <param name="Silo">The silo's address; <see langword="null"/> for an external worker.</param>
/// <param name="Device">The device's name, such as <c>cpu</c> or <c>cuda:0</c>; the URL of an external worker.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerId")]
public readonly record struct WorkerId(SiloAddress? Silo, string Device)
{
    private const string SchemeMark = "://";

    /// <summary>Whether it is an HTTP worker that registered itself.</summary>
    public bool IsExternal => Silo is null && Device is not null;

    /// <summary>An external worker.</summary>
    /// <param name="url">Its base URL, without a slash at the end.</param>
    public static WorkerId External(string url) => new(null, url);

    /// <summary>The worker as the key of its grain: the address, a slash, the device; the URL of an external worker.</summary>
    public override string ToString() => Silo is null ? Device ?? "" : $"{Silo.ToParsableString()}/{Device}";

    /// <summary>Reads the key of a worker's grain.</summary>
    /// <param name="key">What <see cref="ToString"/> gave.</param>
    /// <exception cref="FormatException">It is no such key.</exception>
    public static WorkerId Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Contains(SchemeMark, StringComparison.Ordinal)) return External(key);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == key.Length - 1) throw new FormatException($"'{key}' is no worker: expected ADDRESS/DEVICE, or a URL.");
        return new(SiloAddress.FromParsableString(key[..slash]), key[(slash + 1)..]);
    }
}
