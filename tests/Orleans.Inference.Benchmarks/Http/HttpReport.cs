using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Overhead;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>The measurements of all rounds, as a table and aims.</summary>
internal sealed class HttpReport(Aims aims)
{
    private readonly Aim _one = aims.AtLeast("http-1-connection", 1);
    private readonly Aim _many = aims.AtLeast("http-64-connections", 2);

    private readonly Rounds<HttpCell> _loads = new();
    private readonly List<HttpCell> _cells = [];
    private readonly Dictionary<HttpCell, List<double>> _processorTimes = [];

    public void Add(HttpCell cell, (LoadResult Load, double ProcessorTime) round)
    {
        if (!_cells.Contains(cell)) _cells.Add(cell);
        _loads[cell].Add(round.Load);
        if (!_processorTimes.TryGetValue(cell, out var times)) _processorTimes[cell] = times = [];
        times.Add(round.ProcessorTime);
    }

    public void Print(TextWriter output)
    {
        var table = new MarkdownTable(3, "model", "connections", "server", "requests/s", "least to most", "p50 µs", "p99 µs", "CPU µs a request", "requests/s of (a)", "least to most");
        foreach (var cell in _cells)
        {
            var load = _loads[cell];
            table.Add(
                [cell.Model, $"{cell.Connections}", Describe(cell.Side),
                Figure.Of(load.MedianOf(Rate)), Spread(load.Of(Rate)), Figure.Of(load.MedianOf(round => round.P50)), Figure.Of(load.MedianOf(round => round.P99)), Figure.Of(Median.Of(_processorTimes[cell])),
                .. cell.Side == HttpSide.MinimalApi ? ["", ""] : new[] { $"{Figure.Of(Ratio(cell))} ×", Spread(load.Of(_loads[cell with { Side = HttpSide.MinimalApi }], Ratio)) }]);
        }

        table.Print(output, "The same requests, answered by two servers:");
        _one.Is(Ratio(new(SampleModel.Digits.Name, 1, HttpSide.Gateway)));
        _many.Is(Ratio(new(SampleModel.Dense.Name, HttpCell.Many, HttpSide.Gateway)));
    }

    private double Ratio(HttpCell cell) => _loads[cell].Compare(_loads[cell with { Side = HttpSide.MinimalApi }], Ratio);

    private static double Ratio(LoadResult gateway, LoadResult baseline) => gateway.RequestsPerSecond / baseline.RequestsPerSecond;

    private static double Rate(LoadResult round) => round.RequestsPerSecond;

    private static string Spread(IEnumerable<double> figures) => $"{Figure.Of(figures.Min())} – {Figure.Of(figures.Max())}";

    private static string Describe(HttpSide side) => side == HttpSide.MinimalApi ? "(a) minimal API" : "(b) gateway";
}
