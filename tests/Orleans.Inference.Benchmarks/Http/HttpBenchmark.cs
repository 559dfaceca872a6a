using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>The gateway beside a minimal API that calls ONNX Runtime: the same model, options, requests and answers, each server a process of its own.</summary>
internal sealed class HttpBenchmark : IBenchmark
{
    private static readonly BenchmarkOption RoundCount = new("rounds", 15, 1, 100, "how often each load is measured, the two servers in turn; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 0.5, 0.1, 20, "how long each load is measured in each round");
    private static readonly BenchmarkOption WarmUp = new("warm-up", 2, 0.1, 20, "how long each load is run on each server before");

    // A model of a user's repository is measured for 4 loads × (0.3 s + 3 × 0.5 s).
    private const int RepositoryRounds = 3;
    private static readonly TimeSpan RepositoryDuration = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan RepositoryWarmUp = TimeSpan.FromSeconds(0.3);

    public string Name => "http";

    public string Summary => "a model behind the HTTP gateway, and behind a minimal API that calls ONNX Runtime itself";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration, WarmUp];

    public string RepositoryUse => "behind the same two servers at 1 and 64 connections, where it takes and gives numbers, some 10 s each";

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var report = new HttpReport(aims);
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {HttpServerProgram.Device}. Medians of {settings[RoundCount]} rounds of {settings[Duration]} s.\n");
        await MeasureOwnAsync(settings, report);
        if (settings.ModelRepository is { } repository) await MeasureAsync(repository, report, output);
        report.Print(output);
    }

    private static async Task MeasureOwnAsync(BenchmarkSettings settings, HttpReport report)
    {
        await using var baseline = await HttpServerProcess.StartAsync(HttpSide.MinimalApi);
        await using var gateway = await HttpServerProcess.StartAsync(HttpSide.Gateway);
        using var loads = new HttpLoads(side => side == HttpSide.Gateway ? gateway : baseline);
        DirectSession[] sessions = [.. HttpCell.Models.Select(model => new DirectSession(model, threads: 1))];
        // One connection and many take different paths through the scheduler.
        var cells = sessions.Select(HttpModel.Of).SelectMany(model => HttpCell.Of(model.Name).Select(cell => (cell, model))).ToArray();
        await loads.RunRoundAsync(cells, round: 0, settings.Seconds(WarmUp), report: null);
        for (var round = 0; round < settings[RoundCount]; round++) await loads.RunRoundAsync(cells, round, settings.Seconds(Duration), report);
        foreach (var session in sessions) session.Dispose();
    }

    private static async Task MeasureAsync(string repository, HttpReport report, TextWriter output)
    {
        await using var baseline = await HttpServerProcess.StartAsync(HttpSide.MinimalApi, repository);
        await using var gateway = await HttpServerProcess.StartAsync(HttpSide.Gateway, repository);
        using var loads = new HttpLoads(side => side == HttpSide.Gateway ? gateway : baseline);
        await RepositoryModels.MeasureAsync(repository, threads: 1, output, async model =>
        {
            var called = HttpModel.Of(model);
            var cells = HttpCell.Of(model.Name, repository).Select(cell => (cell, called)).ToArray();
            await loads.RunRoundAsync(cells, round: 0, RepositoryWarmUp, report: null);
            for (var round = 0; round < RepositoryRounds; round++) await loads.RunRoundAsync(cells, round, RepositoryDuration, report);
        });
    }
}
