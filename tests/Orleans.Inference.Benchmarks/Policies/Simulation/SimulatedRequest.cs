namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>A request of the simulation.</summary>
/// <param name="Router">Who routes it.</param>
/// <param name="Key">Its affinity key.</param>
/// <param name="Work">How much longer than usual it takes; 1 on average.</param>
/// <param name="ArrivedAt">When, in seconds.</param>
internal sealed record SimulatedRequest(int Router, string Key, double Work, double ArrivedAt)
{
    public double BeganAt { get; set; }

    public double QueuedAt { get; set; }

    /// <summary>The worker that gave it back; none for most.</summary>
    public int? MovedFrom { get; set; }
}
