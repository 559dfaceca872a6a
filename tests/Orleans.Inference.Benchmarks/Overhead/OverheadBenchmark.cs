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

    // A model of a user's repository is measured for 6 loads × (0.2 s + 3 × 0.4 s).
    private const int RepositoryRounds = 3;
    private static readonly TimeSpan RepositoryDuration = TimeSpan.FromSeconds(0.4);
    private static readonly TimeSpan RepositoryWarmUp = TimeSpan.FromSeconds(0.2);

    public string Name => "overhead";

    public string Summary => "the same models called directly, through the client in a silo, and from another process; and what that does to other grains";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration, WarmUp];

    public string RepositoryUse => "called in the same ways by 1 and 8 callers, some 10 s each";

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var report = new OverheadReport(aims);
        await MeasureOwnAsync(settings, report, output);
        await RepositoryModels.MeasureAsync(settings.ModelRepository, output, (silo, model) => MeasureAsync(silo, settings.ModelRepository!, model, report));
        report.Print(output);
    }

    private static async Task MeasureOwnAsync(BenchmarkSettings settings, OverheadReport report, TextWriter output)
    {
        await using var silo = await BenchmarkSilo.StartAsync();
        var device = await silo.GetDeviceAsync();
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {device}. Medians of {settings[RoundCount]} rounds of {settings[Duration]} s.\n");

        using var models = new CalledModels(repository: null, device.ThreadsPerLane);
        using var probe = new Probe(silo.Grains);
        await using var client = ClientProcess.Start(silo.GatewayPort);
        var loads = new OverheadLoads(silo, client, models);
        await WarmUpAsync(loads, probe, settings.Seconds(WarmUp));
        for (var round = 0; round < settings[RoundCount]; round++) await RunRoundAsync(loads, probe, report, settings.Seconds(Duration));
    }

    private static async Task MeasureAsync(BenchmarkSilo silo, string repository, RepositoryModel model, OverheadReport report)
    {
        var threads = (await silo.GetDeviceAsync()).ThreadsPerLane;
        using var models = new CalledModels(repository, threads);
        await using var client = ClientProcess.Start(silo.GatewayPort);
        var loads = new OverheadLoads(silo, client, models);
        Cell[] cells = [.. Cells.Of(model.Name, repository)];
        foreach (var cell in cells) await loads.RunAsync(cell, RepositoryWarmUp);
        for (var round = 0; round < RepositoryRounds; round++)
        {
            foreach (var cell in cells) report.Calls[cell].Add(await loads.RunAsync(cell, RepositoryDuration));
        }

        report.Called.AddRange(cells);
    }

    private static async Task WarmUpAsync(OverheadLoads loads, Probe probe, TimeSpan duration)
    {
        foreach (var cell in Cells.WarmUps) await loads.RunAsync(cell, duration);
        foreach (var caller in Cells.ProbeCallers) await probe.RunAsync(caller, duration);
    }

    private static async Task RunRoundAsync(OverheadLoads loads, Probe probe, OverheadReport report, TimeSpan duration)
    {
        foreach (var cell in Cells.All) report.Calls[cell].Add(await loads.RunAsync(cell, duration));
        foreach (var cell in Cells.Probes)
        {
            report.Alone[cell].Add(await probe.RunAsync(cell.Caller, duration));
            report.During[cell].Add(await loads.ProbeDuringAsync(probe, cell, duration));
        }
    }
}
