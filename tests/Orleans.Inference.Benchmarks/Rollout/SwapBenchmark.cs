using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Rollout;

/// <summary>What callers notice while one version after another is loaded, takes over and goes.</summary>
internal sealed class SwapBenchmark : IBenchmark
{
    private const string Swapped = "swapped";
    private const double RequestsPerSecond = 100;
    private static readonly BenchmarkOption Rounds = new("rounds", 7, 1, 100, "how often each side is measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 5, 0.5, 60, "how long each side is measured in each round");
    private static readonly SampleModel[] Others = [SampleModel.Rotate, SampleModel.Digits];

    public string Name => "swap";

    public string Summary => "the p99 of all models while versions of one are swapped, beside that of a quiet time";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Duration];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var ofOthers = Others.ToDictionary(model => model.Name, model => aims.AtMost($"swap-p99-of-{model.Name}", 1.5));
        var failures = aims.AtMost("swap-requests-failed", 0);
        using RolloutRepository repository = new();
        var version = 1;
        repository.Add(Swapped, version, SampleModel.Dense);
        foreach (var model in Others) repository.Add(model.Name, 1, model);
        await using var silo = await BenchmarkSilo.StartAsync(repository.Path, builder => builder.AddInference(options => (options.RepositoryMode, options.StartupModels) = (RepositoryMode.Explicit, ["*"])));
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {await silo.GetDeviceAsync()}. {RequestsPerSecond} requests/s of each model, Poisson. Medians of {settings[Rounds]} rounds of {settings[Duration]} s.\n");

        string[] names = [Swapped, .. Others.Select(model => model.Name)];
        var results = names.ToDictionary(name => name, _ => new List<(OpenLoopResult Quiet, OpenLoopResult Beside)>());
        var swaps = 0;
        for (var round = -1; round < settings[Rounds]; round++)
        {
            var quiet = await LoadAsync(silo.Client, names, settings.Seconds(Duration), round);
            using var ended = new CancellationTokenSource();
            var swapping = SwapAsync(ended.Token);
            var beside = await LoadAsync(silo.Client, names, settings.Seconds(Duration), round);
            await ended.CancelAsync();
            await swapping;
            if (round < 0) continue; // the first one warms up
            foreach (var name in names) results[name].Add((quiet[name], beside[name]));
        }

        var table = new MarkdownTable(1, "model", "p50 µs quiet", "p50 µs during swaps", "p99 µs quiet", "p99 µs during swaps", "p99 ratio");
        foreach (var (name, rounds) in results)
        {
            var ratio = Median.Of(rounds.Select(round => round.Beside.P99 / round.Quiet.P99));
            if (ofOthers.TryGetValue(name, out var aim)) aim.Is(ratio);
            table.Add(name, Of(rounds, round => round.Quiet.P50), Of(rounds, round => round.Beside.P50), Of(rounds, round => round.Quiet.P99), Of(rounds, round => round.Beside.P99), $"{Figure.Of(ratio)} ×");
        }

        table.Print(output, $"{swaps} swaps of {Swapped}, one after another:");
        failures.Is(results.Values.SelectMany(rounds => rounds).Sum(round => round.Quiet.Refusals.Count() + round.Beside.Refusals.Count()));

        async Task SwapAsync(CancellationToken ended)
        {
            while (!ended.IsCancellationRequested)
            {
                repository.Add(Swapped, ++version, SampleModel.Dense);
                var outcomes = await silo.Client.LoadModelAsync(Swapped, cancellationToken: CancellationToken.None);
                if (outcomes.FirstOrDefault(outcome => !outcome.Succeeded) is { } failed) throw new InvalidOperationException($"The swap failed: {failed.Reason}");
                repository.Remove(Swapped, version - 1);
                swaps++;
            }
        }
    }

    private static string Of(List<(OpenLoopResult Quiet, OpenLoopResult Beside)> rounds, Func<(OpenLoopResult Quiet, OpenLoopResult Beside), TimeSpan> time) =>
        Figure.Of(Median.Of(rounds.Select(round => time(round).TotalMicroseconds)));

    private static async Task<Dictionary<string, OpenLoopResult>> LoadAsync(IInferenceClient client, string[] models, TimeSpan duration, int round)
    {
        var loads = models.Select((name, index) => (Name: name, Load: OpenLoop.RunAsync(
            Arrivals.Poisson.Draw(RequestsPerSecond, duration, seed: (round + 1) * models.Length + index), request => SendAsync(client, name, request)))).ToList();
        await Task.WhenAll(loads.Select(load => load.Load));
        return loads.ToDictionary(load => load.Name, load => load.Load.Result);
    }

    private static async Task SendAsync(IInferenceClient client, string name, int request)
    {
        var sample = Others.FirstOrDefault(model => model.Name == name) ?? SampleModel.Dense;
        await client.InferAsync(name, Tensor.Create(sample.InputOf(request % 3), sample.Shape));
    }
}
