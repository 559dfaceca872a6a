using Orleans.Inference.Benchmarks.Overhead;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>What FastChat's workers and clients get of the gateway with a thousand workers, beside endpoints that do nothing and a bare relay.</summary>
internal sealed class ControllerBenchmark : IBenchmark
{
    private const int Many = 16;
    private static readonly BenchmarkOption RoundCount = new("rounds", 11, 1, 100, "how often each load is measured, the endpoints in turn; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 0.7, 0.1, 20, "how long each load is measured in each round");
    private static readonly int[] Connections = [1, Many];
    private static readonly ControllerWay[] Ways = Enum.GetValues<ControllerWay>();

    public string Name => "controller";

    public string Summary => "FastChat's controller with 1,000 external workers beside an empty endpoint, and a chat through one beside a bare relay";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var lookup = aims.AtLeast("controller-lookup", 0.6, " ×");
        var chat = aims.AtLeast("controller-chat", 0.4, " ×");
        await output.WriteLineAsync($"{Machine.Describe()}\n\nServers, workers and callers in one process, on loopback. Medians of {settings[RoundCount]} rounds of {settings[Duration]} s.\n");
        await using var workers = await InstantWorkers.StartAsync();
        await using var baselines = await Baselines.StartAsync(workers.ChatWorker, ControllerLoads.AnswerFor(workers.Port));
        await using var server = await ControllerServer.StartAsync();
        var registered = await server.RegisterAsync(workers.Port);
        await output.WriteLineAsync($"{Figure.Of(WorkerAddress.ChatWorker)} workers were registered in {Figure.Of(registered.TotalSeconds)} s.\n");
        using ControllerLoads loads = new(server.Address, baselines.Address, workers.Port);
        var rounds = await MeasureAsync(loads, (int)settings[RoundCount], settings.Seconds(Duration));
        Print(rounds, output);
        lookup.Is(Share(rounds, ControllerWay.Address, Many));
        chat.Is(Share(rounds, ControllerWay.Chat, Many));
    }

    private static async Task<Rounds<(ControllerWay Way, int Connections)>> MeasureAsync(ControllerLoads loads, int count, TimeSpan duration)
    {
        Rounds<(ControllerWay Way, int Connections)> rounds = new();
        for (var round = -1; round < count; round++)
        {
            foreach (var connections in Connections)
            {
                // Who is first changes, so that the drift of the machine favours nobody.
                foreach (var way in round % 2 == 0 ? Ways : Ways.Reverse())
                {
                    var result = await loads.RunAsync(way, connections, duration);
                    if (round >= 0) rounds[(way, connections)].Add(result); // the first one warms up
                }
            }
        }

        return rounds;
    }

    private static void Print(Rounds<(ControllerWay Way, int Connections)> rounds, TextWriter output)
    {
        MarkdownTable table = new(2, "connections", "endpoint", "requests/s", "p50 µs", "p99 µs", "of the baseline's requests/s");
        foreach (var connections in Connections)
        {
            foreach (var way in Ways)
            {
                var load = rounds[(way, connections)];
                table.Add(
                    $"{connections}", way.Description, Figure.Of(load.MedianOf(static round => round.RequestsPerSecond)), Figure.Of(load.MedianOf(static round => round.P50)),
                    Figure.Of(load.MedianOf(static round => round.P99)), way == way.Baseline ? "" : $"{Figure.Of(Share(rounds, way, connections))} ×");
            }
        }

        table.Print(output, "The controller beside an empty endpoint, and a chat through a worker that answers at once beside a bare relay to it:");
    }

    private static double Share(Rounds<(ControllerWay Way, int Connections)> rounds, ControllerWay way, int connections) =>
        rounds[(way, connections)].Compare(rounds[(way.Baseline, connections)], static (round, other) => round.RequestsPerSecond / other.RequestsPerSecond);
}
