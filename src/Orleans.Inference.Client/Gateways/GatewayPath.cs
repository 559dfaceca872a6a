namespace Orleans.Inference.Gateways;

/// <summary>The way of a worker's calls into the cluster: the gateway that Orleans chose for them, and whether it answers.</summary>
internal sealed class GatewayPath(IGatewayProbeGrain probe)
{
    private long _unansweredSince;

    public IGatewayProbeGrain Probe { get; } = probe;

    /// <summary>The gateway; <see langword="null"/> while it is not known.</summary>
    public GatewayIdentity? Gateway { get; set; }

    /// <summary>When it was last asked, as a timestamp.</summary>
    public long AskedAt { get; set; }

    /// <summary>When it last answered, as a timestamp.</summary>
    public long HeardAt { get; private set; }

    /// <summary>Since when it has left a question unanswered, as a timestamp; 0 when none is open.</summary>
    public long UnansweredSince => Volatile.Read(ref _unansweredSince);

    public void Asked(long now)
    {
        AskedAt = now;
        Interlocked.CompareExchange(ref _unansweredSince, now, 0);
    }

    public void Heard(GatewayIdentity gateway, long now)
    {
        (Gateway, HeardAt) = (gateway, now);
        Volatile.Write(ref _unansweredSince, 0);
    }

    public void Forgive(long now)
    {
        if (UnansweredSince != 0) Volatile.Write(ref _unansweredSince, now);
    }

    /// <summary>The way is not the same any more.</summary>
    public void Forget()
    {
        Gateway = null;
        AskedAt = 0;
        Volatile.Write(ref _unansweredSince, 0);
    }
}
