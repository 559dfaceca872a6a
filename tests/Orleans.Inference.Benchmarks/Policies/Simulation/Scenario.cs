namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>A fleet and what comes to it.</summary>
/// <param name="Fleet">The fleet in words.</param>
/// <param name="Speeds">Requests per second of the workers.</param>
/// <param name="TurnsSlow">Whether the first worker is four times slower in the middle third of the run.</param>
/// <param name="IsBursty">Whether requests come in bursts.</param>
/// <param name="Routers">How many routers share the fleet.</param>
internal sealed record Scenario(string Fleet, double[] Speeds, bool TurnsSlow, bool IsBursty, int Routers)
{
    public const double Slowdown = 4;

    /// <summary>The share of the fleet's capacity that Poisson arrivals take.</summary>
    public const double Load = 0.8;

    /// <summary>The shares that alternating phases take, each of one second on average.</summary>
    public const double Burst = 1.1, Lull = 0.3;

    public const double MeanRunMilliseconds = 20;

    private const double Usual = 1000 / MeanRunMilliseconds;

    public double Capacity => Speeds.Sum();

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. from fleet in (IReadOnlyList<(string Name, double[] Speeds, bool TurnsSlow)>)
            [
                ("equal", [.. Enumerable.Repeat(Usual, 8)], false),
                ("one slow", [Usual / Slowdown, .. Enumerable.Repeat(Usual, 7)], false),
                ("mixed", [.. new[] { 0.5, 0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0 }.Select(times => times * Usual)], false),
                ("turns slow", [.. Enumerable.Repeat(Usual, 8)], true),
            ]
            from isBursty in (bool[])[false, true]
            from routers in (int[])[1, 16]
            select new Scenario(fleet.Name, fleet.Speeds, fleet.TurnsSlow, isBursty, routers),
    ];
}
