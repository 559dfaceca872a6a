using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Overhead;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>A body on one way.</summary>
internal readonly record struct TransportCell(Side Side, int Bytes);

/// <summary>The measurements of all rounds, as tables and aims.</summary>
internal sealed class TransportReport(Aims aims)
{
    private const int Mega = 1 << 20;
    private const int LeastCounted = 256 * 1024;
    private static readonly int[] Sizes = [4 * 1024, 64 * 1024, LeastCounted, Mega, 4 * Mega, 16 * Mega, 64 * Mega];
    private readonly Aim _rate = aims.AtLeast("transport-gb-per-s", 1, " GB/s");
    private readonly Aim _ofSocket = aims.AtLeast("transport-of-socket", 0.3);
    private readonly Aim _fallback = aims.AtLeast("transport-fallback-of-float", 2);
    private readonly Aim _probe = aims.AtMost("transport-probe-p99", 5);

    /// <summary>All ways, one after the other for each size.</summary>
    public static IReadOnlyList<TransportCell> Cells { get; } = [.. Sizes.SelectMany(size => Enum.GetValues<Side>().Select(side => new TransportCell(side, size)))];

    /// <summary>The bodies beside which small requests are sent: none, and a large one after the other.</summary>
    public static IReadOnlyList<int> Streams { get; } = [0, 64 * Mega];

    public Rounds<TransportCell> Bodies { get; } = new();

    public Rounds<int> Probes { get; } = new();

    public void Print(TextWriter output)
    {
        var table = new MarkdownTable(2, "body", "sent", "GB/s", "lowest", "highest", "p50 µs", "p99 µs", "of a socket");
        foreach (var cell in Cells)
        {
            var series = Bodies[cell];
            table.Add(
                Describe(cell.Bytes), Describe(cell.Side), Figure.Of(series.MedianOf(round => Rate(cell.Bytes, round))), Figure.Of(series.LeastOf(round => Rate(cell.Bytes, round))),
                Figure.Of(-series.LeastOf(round => -Rate(cell.Bytes, round))), Figure.Of(series.MedianOf(round => round.P50)), Figure.Of(series.MedianOf(round => round.P99)),
                cell.Side == Side.Socket ? "" : $"{Figure.Of(Compare(cell.Bytes, cell.Side, Side.Socket))} ×");
        }

        table.Print(output, "Bodies to a worker of another process, with a small answer:");
        PrintProbes(output);
        int[] counted = [.. Sizes.Where(size => size >= LeastCounted)];
        _rate.Is(counted.Min(size => Bodies[new(Side.Data, size)].MedianOf(round => Rate(size, round))));
        _ofSocket.Is(counted.Min(size => Compare(size, Side.Data, Side.Socket)));
        _fallback.Is(counted.Min(size => Compare(size, Side.Pieces, Side.StockFloats)));
    }

    private void PrintProbes(TextWriter output)
    {
        var table = new MarkdownTable(1, "small requests", "p50 µs", "p99 µs", "p99 of alone");
        foreach (var stream in Streams)
        {
            table.Add(
                stream == 0 ? "alone" : $"beside bodies of {Describe(stream)}", Figure.Of(Probes[stream].MedianOf(round => round.P50)),
                Figure.Of(Probes[stream].MedianOf(round => round.P99)), $"{Figure.Of(Slowdown(stream))} ×");
        }

        table.Print(output, "Small requests to the same worker, one every millisecond:");
        _probe.Is(Slowdown(Streams[^1]));
    }

    private double Slowdown(int stream) => Probes[stream].Compare(Probes[Streams[0]], static (during, alone) => during.P99 / alone.P99);

    private double Compare(int size, Side side, Side baseline) =>
        Bodies[new(side, size)].Compare(Bodies[new(baseline, size)], static (one, other) => one.RequestsPerSecond / other.RequestsPerSecond);

    private static double Rate(int bytes, LoadResult round) => bytes * round.RequestsPerSecond / 1e9;

    private static string Describe(int bytes) => bytes >= Mega ? $"{bytes / Mega} MiB" : $"{bytes / 1024} KiB";

    private static string Describe(Side side) => side switch
    {
        Side.StockBytes => "`byte[]` in a grain call",
        Side.StockFloats => "`float[]` in a grain call",
        Side.Call => "tensor in a grain call",
        Side.Pieces => "tensor in pieces",
        Side.Data => "tensor on a data connection",
        _ => "plain socket",
    };
}
