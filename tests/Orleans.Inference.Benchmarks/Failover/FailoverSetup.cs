using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>The silos, and the load that fits them.</summary>
/// <param name="Rate">Requests per second of all callers.</param>
internal sealed record FailoverSetup(double Rate)
{
    public const string Front = "front", Gateway = "w0";
    public const int Workers = 4;

    /// <summary>The workers, the one that serves HTTP and the one in this process.</summary>
    public const int Silos = Workers + 2;

    private const double Utilization = 0.6;
    public static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    /// <summary>The fewest lanes with which the workers that are left are not busier than wanted.</summary>
    public int Lanes { get; } = (int)Math.Ceiling(Math.Round(Rate * Work.TotalSeconds / ((Workers - 1) * Utilization), 6));

    /// <summary>How busy the workers are that are left after one fault.</summary>
    public double UtilizationAfterFault => Rate * Work.TotalSeconds / ((Workers - 1) * Lanes);

    // A silo that is started again has the ports of the one before it, as that of a supervisor has: the membership learns from it that the other one is dead.
    public SiloPlan[] Plans =>
    [
        new() { Name = Front, Lanes = 0, IsGateway = true },
        .. Enumerable.Range(0, Workers).Select(number => $"w{number}").Select(name =>
            new SiloPlan { Name = name, Lanes = Lanes, IsGateway = name == Gateway, Ports = (FreePorts.Take(), FreePorts.Take()) }),
    ];
}
