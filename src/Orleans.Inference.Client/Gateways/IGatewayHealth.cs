using Orleans.Inference.Failover;

namespace Orleans.Inference.Gateways;

/// <summary>The first hop of the calls of an Orleans client. Within a silo there is none.</summary>
internal interface IGatewayHealth
{
    /// <summary>Judges the gateways, and asks them where it is time.</summary>
    void Look(long now);

    /// <summary>Whether a worker's silence is its gateway's.</summary>
    bool IsInTheWay(WorkerHealth worker, long now);

    /// <summary>The waits for answers begin anew: it was this process that was away.</summary>
    void Forgive(long now);
}

/// <summary>A silo's calls go straight to the other silos.</summary>
internal sealed class NoGateways : IGatewayHealth
{
    public void Look(long now)
    {
    }

    public bool IsInTheWay(WorkerHealth worker, long now) => false;

    public void Forgive(long now)
    {
    }
}
