using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Scale;

/// <summary>What the dispatcher and a router cost with 10, 100 and 1,000 workers.</summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    private static readonly BenchmarkOption Rounds = new("rounds", 7, 1, 100, "how often a decision is measured");
    private static readonly BenchmarkOption Changes = new("changes", 200, 10, 10_000, "how many changes of each kind are measured");
    private static readonly int[] Sizes = [10, 100, 1000];

    public string Name => "scale";

    public string Summary => "dispatcher and router with 10, 100 and 1,000 workers: decisions, table updates, a registration storm, memory";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Changes];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var worst = aims.AtMost("scale-decision-worst", 1, " µs");
        var growth = aims.AtMost("scale-update-bytes-ratio", 2);
        await output.WriteLineAsync($"{Machine.Describe()}\n\nEach worker serves {ScaleFleet.Models} models. Medians.\n");
        var wire = new TableUpdates();
        _ = wire.Measure(10, 1000); // what is compiled at first is not measured

        worst.Is(PrintDecisions(output, (int)settings[Rounds]));
        growth.Is(PrintUpdates(output, wire, (int)settings[Changes]));
        PrintStorms(output, wire);
    }

    /// <returns>The worst policy's microseconds with the most workers.</returns>
    private static double PrintDecisions(TextWriter output, int rounds)
    {
        var table = new MarkdownTable(1, ["policy", .. Sizes.Select(size => $"ns, {Figure.Of(size)} workers"), "bytes allocated"]);
        var worst = 0.0;
        foreach (var policy in DispatchPolicies.All)
        {
            var costs = Sizes.Select(size => DecisionCost.Measure(policy, size, rounds)).ToArray();
            table.Add([$"`{policy}`", .. costs.Select(cost => Figure.Of(cost.Nanoseconds)), Figure.Of(costs.Max(cost => cost.Bytes))]);
            worst = Math.Max(worst, costs[^1].Nanoseconds / 1000);
        }

        table.Print(output, "One decision, the reading of the clock included:");
        return worst;
    }

    /// <returns>The worst ratio of bytes with the most workers to bytes with the fewest.</returns>
    private static double PrintUpdates(TextWriter output, TableUpdates wire, int changes)
    {
        var costs = Sizes.Select(size => wire.Measure(size, changes)).ToArray();
        var table = new MarkdownTable(2, "change", "cost", $"{Sizes[0]} workers", $"{Sizes[1]} workers", $"{Figure.Of(Sizes[2])} workers");
        for (var kind = 0; kind < TableUpdates.Kinds.Length; kind++)
        {
            table.Add([TableUpdates.Kinds[kind], "bytes to each router", .. costs.Select(cost => Figure.Of(cost[kind].Bytes))]);
            table.Add([TableUpdates.Kinds[kind], "µs at the dispatcher", .. costs.Select(cost => Figure.Of(cost[kind].MadeIn))]);
            table.Add([TableUpdates.Kinds[kind], "µs at a router", .. costs.Select(cost => Figure.Of(cost[kind].AppliedIn))]);
        }

        table.Print(output, "One worker's change of the route table:");
        return Enumerable.Range(0, TableUpdates.Kinds.Length).Max(kind => costs[^1][kind].Bytes / costs[0][kind].Bytes);
    }

    private static void PrintStorms(TextWriter output, TableUpdates wire)
    {
        var table = new MarkdownTable(0, "workers", "storm ms", "updates", "bytes to each router", "dispatcher bytes/worker", "router bytes/worker");
        foreach (var size in Sizes)
        {
            var storms = Enumerable.Range(0, 5).Select(_ => RegistrationStorm.Run(size, wire)).OrderBy(storm => storm.Time).ToArray();
            var (storm, footprint) = (storms[2], Footprint.Measure(size));
            table.Add(Figure.Of(size), Figure.Of(storm.Time.TotalMilliseconds), Figure.Of(storm.Updates), Figure.Of(storm.Bytes), Figure.Of(footprint.Dispatcher), Figure.Of(footprint.Router));
        }

        table.Print(output, "All workers register at once, and the memory that they take:");
    }
}
