using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Overload;

/// <summary>What is still answered in time when more is asked for than the device can do.</summary>
internal sealed class OverloadBenchmark : IBenchmark
{
    private const string Model = "rotate-5ms";
    private const int ServiceTimes = 20;
    private static readonly double[] Loads = [0.5, 0.75, 1, 1.5, 2, 3, 4];
    private static readonly BenchmarkOption Rounds = new("rounds", 3, 1, 100, "how often each load is measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 4, 0.5, 60, "how long each load is measured in each round");

    public string Name => "overload";

    public string Summary => "right answers in time at half to four times the load that the device can bear";

    public IReadOnlyList<BenchmarkOption> Options => [Rounds, Duration];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var goodput = aims.AtLeast("overload-goodput-at-4", 0.95);
        var retryAfter = aims.AtLeast("overload-refusals-with-retry-after", 1);
        await using var silo = await BenchmarkSilo.StartAsync();
        var device = await silo.GetDeviceAsync();
        using var model = new RepositoryModel(SampleModel.Repository, Model, device.ThreadsPerLane);
        var (capacity, service) = await MeasureCapacityAsync(silo.Client, model);
        var deadline = service * ServiceTimes;
        await output.WriteLineAsync($"{Machine.Describe()}\n\nDevice: {device}. Medians of {settings[Rounds]} rounds of {settings[Duration]} s.\n");

        var results = Loads.ToDictionary(load => load, _ => new List<OpenLoopResult>());
        for (var round = 0; round < settings[Rounds]; round++)
        {
            foreach (var load in Loads)
            {
                var due = Arrivals.Poisson.Draw(capacity * load, settings.Seconds(Duration), seed: round);
                results[load].Add(await OpenLoop.RunAsync(due, request => SendAsync(silo.Client, model, request, deadline)));
            }
        }

        var rates = results.ToDictionary(entry => entry.Key, entry => Median.Of(entry.Value.Select(result => result.Within(deadline) / result.Seconds)));
        var table = new MarkdownTable(1, "load", "offered/s", "answered in time/s", "of the peak", "late", "refused", "p99 ms");
        foreach (var (load, rounds) in results)
        {
            table.Add(
                $"{load} ×",
                Figure.Of(capacity * load),
                Figure.Of(rates[load]),
                $"{Figure.Of(rates[load] / rates.Values.Max())} ×",
                Share(rounds, result => result.Answered - result.Within(deadline) + result.Refusals.Count(refusal => refusal is DeadlineExceededException)),
                Share(rounds, result => result.Refusals.Count(refusal => refusal is QueueFullException)),
                Figure.Of(Median.Of(rounds.Select(result => result.P99.TotalMilliseconds))));
        }

        table.Print(output, $"{Model}, which answers {Figure.Of(capacity)} requests/s when 64 callers wait for it; a request waits for {Figure.Of(deadline.TotalMilliseconds)} ms, {ServiceTimes} runs:");
        goodput.Is(rates[Loads[^1]] / rates.Values.Max());
        var refusals = results.Values.SelectMany(rounds => rounds).SelectMany(result => result.Refusals).OfType<QueueFullException>().ToList();
        retryAfter.Is(refusals.Count == 0 ? 1 : refusals.Count(refusal => refusal.RetryAfter > TimeSpan.Zero) / (double)refusals.Count);
    }

    private static string Share(List<OpenLoopResult> rounds, Func<OpenLoopResult, int> count) => $"{Figure.Of(100 * Median.Of(rounds.Select(result => count(result) / (double)result.Sent)))} %";

    private static async Task SendAsync(IInferenceClient client, RepositoryModel model, int request, TimeSpan timeout)
    {
        var response = await client.InferAsync(model.Request(request, timeout: timeout));
        model.Check(request, response.Outputs.Select(output => output.Tensor));
    }

    /// <summary>The most requests a second that callers get answered who wait for each answer, and how long one takes by itself.</summary>
    private static async Task<(double PerSecond, TimeSpan Service)> MeasureCapacityAsync(IInferenceClient client, RepositoryModel model)
    {
        var (saturated, alone) = (0.0, new Series());
        for (var round = 0; round < 3; round++)
        {
            saturated = (await LoadAsync(64, TimeSpan.FromSeconds(2))).RequestsPerSecond;
            alone.Add(await LoadAsync(1, TimeSpan.FromSeconds(0.5)));
        }

        return (saturated, TimeSpan.FromMicroseconds(alone.MedianOf(result => result.P50)));

        Task<LoadResult> LoadAsync(int callers, TimeSpan duration) => new ClosedLoop(CallerPlaces.Pool).RunAsync(
            callers, duration, caller => new SentCall(() => SendAsync(client, model, caller, TimeSpan.FromSeconds(30))));
    }
}
