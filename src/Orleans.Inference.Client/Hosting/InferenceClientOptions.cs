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
}
