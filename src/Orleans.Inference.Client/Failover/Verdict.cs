namespace Orleans.Inference.Failover;

/// <summary>Why an attempt was given up before its answer came.</summary>
internal enum Verdict
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The worker's process is gone, and what it was doing with it.</summary>
    WorkerLost,

    /// <summary>The worker does not answer, and may be doing it still.</summary>
    WorkerSilent,

    /// <summary>The gateway on the way to the worker is gone or silent; the worker is not to blame.</summary>
    GatewayLost,
}
