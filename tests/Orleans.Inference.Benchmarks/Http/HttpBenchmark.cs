using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>The gateway beside a minimal API that calls ONNX Runtime: the same model, options, requests and answers, each server a process of its own.</summary>
internal sealed class HttpBenchmark : IBenchmark
{
    private static readonly BenchmarkOption RoundCount = new("rounds", 15, 1, 100, "how often each load is measured, the two servers in turn; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 0.5, 0.1, 20, "how long each load is measured in each round");
    private static readonly BenchmarkOption WarmUp = new("warm-up", 2, 0.1, 20, "how long each load is run on each server before");

    public string Name => "http";

    public string Summary => "a model behind the HTTP gateway, and behind a minimal API that calls ONNX Runtime itself";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration, WarmUp];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var report = new HttpReport(aims);
        await using var baseline = await HttpServerProcess.StartAsync(HttpSide.MinimalApi);
        await using var gateway = await HttpServerProcess.StartAsync(HttpSide.Gateway);
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {HttpServerProgram.Device}. Medians of {settings[RoundCount]} rounds of {settings[Duration]} s.\n");

        using var loads = new HttpLoads(side => side == HttpSide.Gateway ? gateway : baseline);
        // One connection and many take different paths through the scheduler.
        foreach (var (model, connections) in HttpCell.Pairs)
        {
            foreach (var side in HttpCell.Sides) await loads.RunAsync(new(model, connections, side), settings.Seconds(WarmUp));
        }

        for (var round = 0; round < settings[RoundCount]; round++)
        {
            foreach (var (model, connections) in HttpCell.Pairs)
            {
                // Who is first changes, so that the drift of the machine favours nobody.
                foreach (var side in round % 2 == 0 ? HttpCell.Sides : HttpCell.Sides.Reverse())
                {
                    HttpCell cell = new(model, connections, side);
                    report.Add(cell, await loads.RunAsync(cell, settings.Seconds(Duration)));
                }
            }
        }

        report.Print(output);
    }
}
