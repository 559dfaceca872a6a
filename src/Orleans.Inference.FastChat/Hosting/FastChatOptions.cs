namespace Orleans.Inference;

/// <summary>How this silo treats external workers. Validated at start.</summary>
public sealed class FastChatOptions
{
    /// <summary>
    /// Where external workers may be, as networks in the notation of CIDR (<c>10.0.0.0/8</c>) or single addresses; empty (the default) means on this machine
    /// alone. The host of a worker's URL must be in one of them, each time that it is connected to: who may register a worker could have anything called otherwise.
    /// </summary>
    public IList<string> WorkerNetworks { get; set; } = [];

    /// <summary>
    /// After how long a worker that promised heart beats is forgotten when it neither sends them nor answers; 90 s by default. Until then, and for ever if it
    /// promised none, a worker that does not answer gets no requests and is asked again and again.
    /// </summary>
    public TimeSpan HeartBeatExpiration { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>About how often a worker is asked for its models and its queue; every 5 s by default.</summary>
    public TimeSpan StatusPeriod { get; set; } = TimeSpan.FromSeconds(5);
}
