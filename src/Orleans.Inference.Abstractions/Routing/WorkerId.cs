namespace Orleans.Inference;

/// <summary>
/// Who a worker is: the silo that it lives on and the device that it owns. The silo's address carries the generation of its process,
/// so a restarted process is a new worker and a dead one never comes back elsewhere.
/// </summary>
/// <param name="Silo">The silo's address.</param>
/// <param name="Device">The device's name, such as <c>cpu</c> or <c>cuda:0</c>.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerId")]
public readonly record struct WorkerId(SiloAddress Silo, string Device)
{
    /// <summary>The worker as the key of its grain: the address, a slash, the device.</summary>
    public override string ToString() => $"{Silo?.ToParsableString()}/{Device}";

    /// <summary>Reads the key of a worker's grain.</summary>
    /// <param name="key">What <see cref="ToString"/> gave.</param>
    /// <exception cref="FormatException">It is no such key.</exception>
    public static WorkerId Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == key.Length - 1) throw new FormatException($"'{key}' is no worker: expected ADDRESS/DEVICE.");
        return new(SiloAddress.FromParsableString(key[..slash]), key[(slash + 1)..]);
    }
}
