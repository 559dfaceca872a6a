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

    public Rounds<HttpCell> Loads { get; } = new();

    public void Print(TextWriter output)
    {
        var table = new MarkdownTable(3, "model", "connections", "server", "requests/s", "least to most", "p50 µs", "p99 µs", "requests/s of (a)", "least to most");
        foreach (var cell in HttpCell.Pairs.SelectMany(pair => HttpCell.Sides.Select(side => new HttpCell(pair.Model, pair.Connections, side))))
        {
            var load = Loads[cell];
            table.Add(
                [cell.Model.Name, $"{cell.Connections}", Describe(cell.Side),
                Figure.Of(load.MedianOf(Rate)), Spread(load.Of(Rate)), Figure.Of(load.MedianOf(round => round.P50)), Figure.Of(load.MedianOf(round => round.P99)),
                .. cell.Side == HttpSide.MinimalApi ? ["", ""] : new[] { $"{Figure.Of(Ratio(cell))} ×", Spread(load.Of(Loads[cell with { Side = HttpSide.MinimalApi }], Ratio)) }]);
        }

        table.Print(output, "The same requests, answered by two servers:");
        _one.Is(Ratio(new(SampleModel.Digits, 1, HttpSide.Gateway)));
        _many.Is(Ratio(new(SampleModel.Dense, HttpCell.Many, HttpSide.Gateway)));
    }

    private double Ratio(HttpCell cell) => Loads[cell].Compare(Loads[cell with { Side = HttpSide.MinimalApi }], Ratio);

    private static double Ratio(LoadResult gateway, LoadResult baseline) => gateway.RequestsPerSecond / baseline.RequestsPerSecond;

    private static double Rate(LoadResult round) => round.RequestsPerSecond;

    private static string Spread(IEnumerable<double> figures) => $"{Figure.Of(figures.Min())} – {Figure.Of(figures.Max())}";

    private static string Describe(HttpSide side) => side == HttpSide.MinimalApi ? "(a) minimal API" : "(b) gateway";
}
