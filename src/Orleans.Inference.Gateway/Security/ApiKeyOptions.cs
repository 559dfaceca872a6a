namespace Orleans.Inference.Gateway;

/// <summary>An API key that the gateway takes. The key itself is nowhere in the configuration.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Whose key it is, for the log. Required.</summary>
    public string Name { get; set; } = "";

    /// <summary>The SHA-256 of the key's UTF-8 bytes, as 64 hexadecimal digits. Required. A key of at least 128 random bits cannot be guessed from it.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What its holder may do; at least one of <c>Infer</c> and <c>Manage</c>.</summary>
    public IList<AccessScope> Scopes { get; } = [];

    /// <summary>How many requests a minute it may send on average, in bursts of up to as many; <see langword="null"/> (the default) for any number. At least 1.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>How many requests of it may be under way at once; <see langword="null"/> (the default) for any number. At least 1.</summary>
    public int? MaxConcurrency { get; set; }
}
