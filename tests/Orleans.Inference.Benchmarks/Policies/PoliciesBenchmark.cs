using Orleans.Inference.Benchmarks.Policies.Simulation;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Policies;

/// <summary>Which dispatch policy is for what: simulated fleets, and three real silos.</summary>
internal sealed class PoliciesBenchmark : IBenchmark
{
    private static readonly BenchmarkOption Requests = new("requests", 60_000, 1000, 10_000_000, "requests of each simulated run");
    private static readonly BenchmarkOption Seeds = new("seeds", 3, 1, 100, "runs of each simulation");
    private static readonly BenchmarkOption Seconds = new("seconds", 6, 0, 120, "how long each policy runs on real silos; 0 leaves them out");

    public string Name => "policies";

    public string Summary => "dispatch policies on simulated fleets beside an oracle, and on three real silos of which one is slow (needs redis-server and setpriv)";

    public IReadOnlyList<BenchmarkOption> Options => [Requests, Seeds, Seconds];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var aim = aims.AtMost("policies-default-p99-of-oracle", 1.15);
        await output.WriteLineAsync($"{Machine.Describe()}\n\n{Describe()}\n");
        var fleets = SimulatedFleets.Run((int)settings[Requests], (int)settings[Seeds]);
        fleets.Print(output);
        await output.WriteLineAsync(
            $"The default's p99 over the oracle's at worst: {Figure.Of(fleets.WorstOfDefault(scenario => scenario.Routers == 1))} with one router, "
            + $"{Figure.Of(fleets.WorstOfDefault(scenario => scenario.Routers > 1))} with 16.\n");
        aim.Is(fleets.WorstOfDefault(static _ => true));
        if (settings[Seconds] > 0) await ThreeSilos.RunAsync(settings.Seconds(Seconds), output);
    }

    private static string Describe() =>
        $"""
        Simulated: 8 workers that run one request after another, {Scenario.MeanRunMilliseconds} ms on average (lognormal, deviation half of that), 0.2 ms of network each way. Routers,
        policies, loads and speeds are the real code in a time of its own. Poisson arrivals take {Figure.Of(100 * Scenario.Load)} % of the fleet's capacity; bursty ones {Figure.Of(100 * Scenario.Burst)} % and {Figure.Of(100 * Scenario.Lull)} % in
        turns of one second on average. One slow: a worker {Scenario.Slowdown} times slower. Mixed: 0.5 to 4 times as fast. Turns slow: one {Scenario.Slowdown} times slower in the middle third.
        For sticky, 1,000 keys; for local_first, each router is near one worker. The oracle knows every queue and every true speed when it chooses.
        """;
}
