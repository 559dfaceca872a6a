using Orleans.Inference.Benchmarks.Policies.Simulation;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Policies;

/// <summary>Every policy in every scenario, beside an oracle.</summary>
internal sealed class SimulatedFleets
{
    private static readonly IReadOnlyList<(string Name, Func<IRouting> Make)> Routings =
    [
        ("oracle", static () => new OracleRouting()),
        ("`shortest_queue`, moving: the default", static () => new PolicyRouting(DispatchPolicies.ShortestQueue, moves: true)),
        .. DispatchPolicies.All.Select(policy => ($"`{policy}`", (Func<IRouting>)(() => new PolicyRouting(policy)))),
    ];

    private const int Oracle = 0, Default = 1;
    private readonly SimulationResult[,] _results = new SimulationResult[Routings.Count, Scenario.All.Count];

    /// <summary>Runs them all; the medians over the seeds are kept.</summary>
    public static SimulatedFleets Run(int requests, int seeds)
    {
        var fleets = new SimulatedFleets();
        Parallel.For(0, Routings.Count * Scenario.All.Count, cell =>
        {
            var (routing, scenario) = (cell / Scenario.All.Count, cell % Scenario.All.Count);
            var runs = Enumerable.Range(1, seeds).Select(seed => FleetSimulation.Run(Scenario.All[scenario], Routings[routing].Make(), requests, seed)).ToList();
            fleets._results[routing, scenario] = new(Median.Of(runs.Select(run => run.P50)), Median.Of(runs.Select(run => run.P99)), Median.Of(runs.Select(run => run.FirstShare)));
        });
        return fleets;
    }

    /// <summary>The worst of the default's p99 over the oracle's, where so many routers share the fleet.</summary>
    public double WorstOfDefault(Func<Scenario, bool> where) => Enumerable.Range(0, Scenario.All.Count).Where(scenario => where(Scenario.All[scenario])).Max(scenario => Ratio(Default, scenario));

    public void Print(TextWriter output)
    {
        foreach (var routers in Scenario.All.Select(scenario => scenario.Routers).Distinct())
        {
            int[] columns = [.. Enumerable.Range(0, Scenario.All.Count).Where(scenario => Scenario.All[scenario].Routers == routers)];
            string[] names = [.. columns.Select(column => $"{Scenario.All[column].Fleet}, {(Scenario.All[column].IsBursty ? "bursty" : "Poisson")}")];
            var who = routers == 1 ? "One router" : $"{routers} routers that know nothing of each other";
            PrintTable("p99 over the oracle's (the oracle: p50 / p99 in ms)", (routing, scenario) =>
                routing == Oracle ? $"{Figure.Of(_results[routing, scenario].P50)} / {Figure.Of(_results[routing, scenario].P99)}" : $"{Figure.Of(Ratio(routing, scenario))} ×");
            PrintTable("p50 / p99 in ms", (routing, scenario) => $"{Figure.Of(_results[routing, scenario].P50)} / {Figure.Of(_results[routing, scenario].P99)}");

            void PrintTable(string what, Func<int, int, string> cell)
            {
                var table = new MarkdownTable(1, ["policy", .. names]);
                for (var routing = 0; routing < Routings.Count; routing++) table.Add([Routings[routing].Name, .. columns.Select(column => cell(routing, column))]);
                table.Print(output, $"{who}, {what}:");
            }
        }

        PrintShares(output);
    }

    private void PrintShares(TextWriter output)
    {
        int[] columns = [.. Enumerable.Range(0, Scenario.All.Count).Where(scenario => Scenario.All[scenario] is { Fleet: "one slow" or "turns slow", IsBursty: false })];
        var table = new MarkdownTable(1, ["policy", .. columns.Select(column => $"{Scenario.All[column].Fleet}, {Scenario.All[column].Routers} router{(Scenario.All[column].Routers > 1 ? "s" : "")}")]);
        for (var routing = 0; routing < Routings.Count; routing++) table.Add([Routings[routing].Name, .. columns.Select(column => $"{Figure.Of(100 * _results[routing, column].FirstShare)} %")]);
        table.Print(output, "The slow worker's share of the requests (by its speed: one slow 3.4 %, turns slow 9.7 %):");
    }

    private double Ratio(int routing, int scenario) => _results[routing, scenario].P99 / _results[Oracle, scenario].P99;
}
