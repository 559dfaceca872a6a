using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Overhead;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>What each protocol costs on loopback, beside the same call without one.</summary>
internal sealed class GatewayBenchmark : IBenchmark
{
    private static readonly BenchmarkOption RoundCount = new("rounds", 7, 1, 100, "how often each load is measured, the protocols in turn; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 0.6, 0.1, 20, "how long each load is measured in each round");
    private static readonly int[] Connections = [1, 16, 64];
    private static readonly GatewayWay[] Ways = Enum.GetValues<GatewayWay>();

    public string Name => "gateway";

    public string Summary => "a model over each protocol, beside the same call through the client, in the silo and over loopback";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var binary = aims.AtMost("gateway-binary-adds", 100, " µs");
        var grpc = aims.AtMost("gateway-grpc-adds", 100, " µs");
        await output.WriteLineAsync($"{Machine.Describe()}\n\nServer and callers in one process, on loopback. Medians of {settings[RoundCount]} rounds of {settings[Duration]} s.\n");
        await using var server = await GatewayServer.StartAsync();
        using DirectSession direct = new(SampleModel.Digits, threads: 1);
        using GatewayLoads loads = new(server, direct);
        Rounds<(GatewayWay Way, int Connections)> rounds = new();
        for (var round = -1; round < settings[RoundCount]; round++)
        {
            foreach (var connections in Connections)
            {
                // Who is first changes, so that the drift of the machine favours nobody.
                foreach (var way in round % 2 == 0 ? Ways : Ways.Reverse())
                {
                    var result = await loads.RunAsync(way, connections, settings.Seconds(Duration));
                    if (round >= 0) rounds[(way, connections)].Add(result); // the first one warms up
                }
            }
        }

        MarkdownTable table = new(2, "connections", "way", "requests/s", "p50 µs", "p99 µs", "p50 added µs", "of the client's requests/s");
        foreach (var connections in Connections)
        {
            foreach (var way in Ways)
            {
                var (load, baseline) = (rounds[(way, connections)], rounds[(way.Baseline, connections)]);
                table.Add(
                    [$"{connections}", way.Description, Figure.Of(load.MedianOf(static round => round.RequestsPerSecond)), Figure.Of(load.MedianOf(static round => round.P50)),
                    Figure.Of(load.MedianOf(static round => round.P99)),
                    .. way == way.Baseline ? ["", ""] : new[] { Figure.Of(Added(load, baseline)), $"{Figure.Of(load.Compare(baseline, static (round, other) => round.RequestsPerSecond / other.RequestsPerSecond))} ×" }]);
            }
        }

        table.Print(output, $"{SampleModel.Digits.Name} and embeddings of one short text, over each protocol and without one:");
        // The distance is the same for both: one connection over loopback.
        binary.Is(Added(rounds[(GatewayWay.Binary, 1)], rounds[(GatewayWay.OrleansClient, 1)]));
        grpc.Is(Added(rounds[(GatewayWay.Grpc, 1)], rounds[(GatewayWay.OrleansClient, 1)]));
    }

    private static double Added(Series load, Series baseline) => load.Compare(baseline, static (round, other) => round.P50 - other.P50);
}
