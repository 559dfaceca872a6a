using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>What callers saw of all faults, as tables and aims.</summary>
internal sealed class FailoverReport(Aims aims)
{
    private readonly Aim _failed = aims.AtMost("failover-failed", 0);
    private readonly Aim _kill = aims.AtMost("failover-kill-worst-added", 300, " ms");
    private readonly Aim _stop = aims.AtMost("failover-stop-worst-added", 1000, " ms");

    public void PrintCalls(TextWriter output, IReadOnlyList<Fault> faults, IReadOnlyList<CallerLoad> loads)
    {
        MarkdownTable table = new(2, "fault", "called by", "faults", "requests", "failed", "worst added wait ms", "p99 ms", "late");
        foreach (var kind in faults.GroupBy(fault => fault.Kind).OrderBy(kind => kind.Key.Blow).ThenBy(kind => kind.Key.Victim))
        {
            foreach (var load in loads) table.Add([$"{kind.Key}", load.Caller, $"{kind.Count()}", .. Figures(Tally.Of(load.Result, [.. kind]))]);
        }

        foreach (var load in loads) table.Add(["none; silos start again", load.Caller, "", .. Figures(Tally.Between(load.Result, faults))]);
        table.Print(output, "Calls through `IInferenceClient` and over HTTP:");

        foreach (var load in loads.Where(load => load.Result.Failures.Any())) output.WriteLine($"{load.Caller}: {load.Result}\n");
        _failed.Is(loads.Sum(load => load.Result.Failures.Count()));
        _kill.Is(WorstAdded(Blow.Kill));
        _stop.Is(WorstAdded(Blow.Stop));

        double WorstAdded(Blow blow)
        {
            Fault[] struck = [.. faults.Where(fault => fault.Kind.Blow == blow)];
            return loads.Max(load => Tally.Of(load.Result, struck).WorstAdded.TotalMilliseconds);
        }
    }

    /// <summary>Calls that hang do so until long after a fault: all until the next one are its own.</summary>
    public static void PrintStock(TextWriter output, IReadOnlyList<Fault> faults, CallerLoad load)
    {
        MarkdownTable table = new(2, "fault", "called by", "faults", "requests", "failed", "worst added wait ms", "p99 ms", "late");
        Fault[] whole = [.. faults.Select((fault, i) => i + 1 < faults.Count ? fault with { Until = faults[i + 1].At } : fault)];
        foreach (var kind in whole.GroupBy(fault => fault.Kind).OrderBy(kind => kind.Key.Blow).ThenBy(kind => kind.Key.Victim))
        {
            table.Add([$"{kind.Key}", load.Caller, $"{kind.Count()}", .. Figures(Tally.Of(load.Result, [.. kind]))]);
        }

        table.Print(output, "The same work in a plain grain, called by an Orleans client as Orleans is:");
    }

    private static string[] Figures(Tally tally) =>
    [
        Figure.Of(tally.Requests), Figure.Of(tally.Failed), $"{(tally.HasHung ? "≥ " : "")}{Figure.Of(tally.WorstAdded.TotalMilliseconds)}",
        Figure.Of(tally.P99.TotalMilliseconds), Figure.Of(tally.Late),
    ];
}
