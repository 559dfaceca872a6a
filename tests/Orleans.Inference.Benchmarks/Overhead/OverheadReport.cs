using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>The measurements of all rounds, as tables and aims.</summary>
internal sealed class OverheadReport(Aims aims)
{
    private readonly Aim _added = aims.AtMost("grain-adds-p50", 10, " µs");
    private readonly Aim _throughput = aims.AtLeast("grain-throughput", 0.95);
    private readonly Aim _client = aims.AtLeast("client-of-empty-call", 0.7);
    private readonly Aim _bytes = aims.AtMost("grain-bytes", 2048, " B");
    private readonly Aim _probe = aims.AtMost("empty-grain-p99", 2);

    public Rounds<Cell> Calls { get; } = new();

    /// <summary>The loads whose model is compared with itself called directly, in the order of the table.</summary>
    public List<Cell> Called { get; } = [.. Cells.Models.SelectMany(model => Cells.Of(model))];

    public Rounds<ProbeCell> Alone { get; } = new();

    public Rounds<ProbeCell> During { get; } = new();

    public void Print(TextWriter output)
    {
        PrintCalls(output);
        PrintClient(output);
        PrintProbe(output);
        _added.Is(Cells.Models.Max(model => Added(new(model, Way.Grain, 1))));
        _throughput.Is(Throughput(new(SampleModel.Rotate.Name, Way.Grain, Cells.Many)));
        _bytes.Is(Bytes(Calls[new(SampleModel.Identity.Name, Way.Grain, 1)]));
    }

    private void PrintCalls(TextWriter output)
    {
        var table = new MarkdownTable(3, "model", "callers", "called", "requests/s", "p50 µs", "p99 µs", "p50 over (a) µs", "requests/s of (a)", "bytes allocated a request");
        foreach (var cell in Called)
        {
            table.Add(
                [cell.Model!, $"{cell.Callers}", Describe(cell.Way), .. Figures(Calls[cell]),
                .. cell.Way == Way.Direct ? ["", ""] : new[] { Figure.Of(Added(cell)), $"{Figure.Of(Throughput(cell))} ×" },
                cell.Way == Way.Client ? "" : Figure.Of(Bytes(Calls[cell]))]);
        }

        table.Print(output, "A model called directly, and through `IInferenceClient`:");
    }

    private void PrintClient(TextWriter output)
    {
        var table = new MarkdownTable(2, "callers", "called from another process", "requests/s", "p50 µs", "p99 µs", "of an empty grain call");
        foreach (var callers in Cells.ClientCallers)
        {
            var (empty, model) = (Calls[Cells.Empty(callers)], Calls[Cells.Identity(callers)]);
            var ratio = model.Compare(empty, (model, empty) => model.RequestsPerSecond / empty.RequestsPerSecond);
            if (callers == Cells.Crowd) _client.Is(ratio);
            table.Add([$"{callers}", "an empty grain", .. Figures(empty), ""]);
            table.Add([$"{callers}", "identity", .. Figures(model), $"{Figure.Of(ratio)} ×"]);
        }

        table.Print(output, "The way from another process, beside an empty grain call on the same way:");
    }

    private void PrintProbe(TextWriter output)
    {
        var table = new MarkdownTable(2, "empty grain called by", $"load by {Cells.Many} grains", "p50 µs alone", "p50 µs during", "p99 µs alone", "p99 µs during", "p99 during of alone");
        foreach (var cell in Cells.Probes)
        {
            var (alone, during) = (Alone[cell], During[cell]);
            table.Add(
                cell.Caller == ProbeCaller.Grain ? "a grain" : "a thread outside the thread pool", cell.Model,
                Figure.Of(alone.MedianOf(round => round.P50)), Figure.Of(during.MedianOf(round => round.P50)),
                Figure.Of(alone.MedianOf(round => round.P99)), Figure.Of(during.MedianOf(round => round.P99)), $"{Figure.Of(Slowdown(cell))} ×");
        }

        table.Print(output, "An empty grain in the same silo, called every millisecond, alone and during a load:");
        _probe.Is(Cells.Probes.Where(cell => cell.Caller == ProbeCaller.Grain).Max(Slowdown));
    }

    private double Slowdown(ProbeCell cell) => During[cell].Compare(Alone[cell], (during, alone) => during.P99 / alone.P99);

    private double Added(Cell cell) => Calls[cell].Compare(Calls[cell with { Way = Way.Direct }], (way, direct) => way.P50 - direct.P50);

    private double Throughput(Cell cell) =>
        Calls[cell].Compare(Calls[cell with { Way = Way.Direct }], (way, direct) => way.RequestsPerSecond / direct.RequestsPerSecond);

    private static double Bytes(Series series) => series.MedianOf(round => round.BytesPerRequest);

    private static string[] Figures(Series series) =>
        [Figure.Of(series.MedianOf(round => round.RequestsPerSecond)), Figure.Of(series.MedianOf(round => round.P50)), Figure.Of(series.MedianOf(round => round.P99))];

    private static string Describe(Way way) => way switch
    {
        Way.Direct => "(a) directly",
        Way.Grain => "(b) from a grain in the silo",
        _ => "(c) from another process",
    };
}
