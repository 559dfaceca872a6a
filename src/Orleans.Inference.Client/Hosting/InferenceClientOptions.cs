namespace Orleans.Inference;

/// <summary>How this process calls models. Validated at start.</summary>
public sealed class InferenceClientOptions
{
    internal static readonly TimeSpan FirstRenewalPeriod = TimeSpan.FromMilliseconds(50);
    internal static readonly TimeSpan RenewalTimeout = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan SubscriptionExpiry = TimeSpan.FromSeconds(30);

    /// <summary>The timeout of a request that names none; 30 s by default, at most <see cref="InferenceRequest.MaxTimeout"/>.</summary>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the route table is renewed; 1 s by default, at most 10 s. Changes are pushed in between.</summary>
    public TimeSpan RouteTableRenewalPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many bytes the elements of one tensor may take, 1 GiB by default: a larger input is refused before anything is sent, and a larger output when its
    /// size is known. At most 2147483591, which is what an array of .NET holds. In a silo it bounds what is received too. Strings count as UTF-8; they travel in
    /// the call itself, so all those of a request, and all those of an answer from another process, may take 64 MiB together, their lengths included.
    /// </summary>
    public long MaxTensorBytes { get; set; } = 1 << 30;

    /// <summary>
    /// The machine that this process is on, for <see cref="DispatchPolicies.LocalFirst"/>; <see langword="null"/> (the default) means the machine's name. In a
    /// silo, <c>host</c> of its metadata wins.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>
    /// The zone that this process is in, for <see cref="DispatchPolicies.LocalFirst"/>; <see langword="null"/> (the default) means none. In a silo, <c>zone</c> of
    /// its metadata wins.
    /// </summary>
    public string? Zone { get; set; }

    internal WorkerLocation Location => new(Host ?? Environment.MachineName, Zone ?? "");
}
