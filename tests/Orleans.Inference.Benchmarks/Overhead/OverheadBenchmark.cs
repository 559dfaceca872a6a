using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>What a call of a model costs beside ONNX Runtime itself, from a grain of the same silo and from another process.</summary>
internal sealed class OverheadBenchmark : IBenchmark
{
    private static readonly BenchmarkOption RoundCount = new("rounds", 5, 1, 100, "how often each load is measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 1, 0.1, 20, "how long each load is measured in each round");
    private static readonly BenchmarkOption WarmUp = new("warm-up", 2, 0.1, 20, "how long each way of calling each model is warmed");

    public string Name => "overhead";

    public string Summary => "the same models called directly, through the client in a silo, and from another process; and what that does to other grains";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration, WarmUp];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var report = new OverheadReport(aims);
        await using var silo = await BenchmarkSilo.StartAsync();
        var device = await silo.GetDeviceAsync();
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {device}. Medians of {settings[RoundCount]} rounds of {settings[Duration]} s.\n");

        using var direct = new DirectSessions(device.ThreadsPerLane);
        using var probe = new Probe(silo.Grains);
        await using var client = ClientProcess.Start(silo.GatewayPort);
        var loads = new OverheadLoads(silo, client, direct, probe);
        await WarmUpAsync(loads, settings.Seconds(WarmUp));
        for (var round = 0; round < settings[RoundCount]; round++) await RunRoundAsync(loads, report, settings.Seconds(Duration));
        report.Print(output);
    }

    private static async Task WarmUpAsync(OverheadLoads loads, TimeSpan duration)
    {
        foreach (var cell in Cells.WarmUps) await loads.RunAsync(cell, duration);
        foreach (var caller in Cells.ProbeCallers) await loads.ProbeAloneAsync(caller, duration);
    }

    private static async Task RunRoundAsync(OverheadLoads loads, OverheadReport report, TimeSpan duration)
    {
        foreach (var cell in Cells.All) report.Calls[cell].Add(await loads.RunAsync(cell, duration));
        foreach (var probe in Cells.Probes)
        {
            report.Alone[probe].Add(await loads.ProbeAloneAsync(probe.Caller, duration));
            report.During[probe].Add(await loads.ProbeDuringAsync(probe.Caller, probe.Model, duration));
        }
    }
}
