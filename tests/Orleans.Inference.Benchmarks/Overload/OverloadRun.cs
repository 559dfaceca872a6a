using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Overload;

/// <summary>One model, offered parts and multiples of what it can do.</summary>
internal sealed class OverloadRun
{
    private const int ServiceTimes = 20;
    private const double MostArrivals = 40_000; // a second: more cannot be made beside what is measured
    private static readonly TimeSpan ShortestDeadline = TimeSpan.FromMilliseconds(50); // below it clocks and threads decide
    private readonly IInferenceClient _client;
    private readonly RepositoryModel _model;
    private readonly double _capacity;
    private readonly TimeSpan _deadline;
    private readonly SortedDictionary<double, List<OpenLoopResult>> _results = [];

    private OverloadRun(IInferenceClient client, RepositoryModel model, double capacity, TimeSpan service)
    {
        (_client, _model, _capacity) = (client, model, capacity);
        _deadline = service * ServiceTimes > ShortestDeadline ? service * ServiceTimes : ShortestDeadline;
    }

    public IEnumerable<Exception> Refusals => _results.Values.SelectMany(rounds => rounds).SelectMany(result => result.Refusals);

    /// <summary>Measures the most requests a second that callers get answered who wait for each answer, and how long one takes by itself.</summary>
    public static async Task<OverloadRun> BeginAsync(IInferenceClient client, RepositoryModel model, int rounds, TimeSpan duration)
    {
        var (saturated, alone) = (0.0, new Series());
        for (var round = 0; round < rounds; round++)
        {
            saturated = (await LoadAsync(64, duration)).RequestsPerSecond;
            alone.Add(await LoadAsync(1, duration / 4));
        }

        return new(client, model, saturated, TimeSpan.FromMicroseconds(alone.MedianOf(result => result.P50)));

        Task<LoadResult> LoadAsync(int callers, TimeSpan duration) => new ClosedLoop(CallerPlaces.Pool).RunAsync(callers, duration, caller => model.Through(client, caller));
    }

    /// <summary>Offers a multiple of what the model can do.</summary>
    public async Task OfferAsync(double load, TimeSpan duration, int seed)
    {
        if (!_results.TryGetValue(load, out var rounds)) _results[load] = rounds = [];
        rounds.Add(await OpenLoop.RunAsync(Arrivals.Poisson.Draw(Offered(load), duration, seed), request => _model.SendAsync(_client, request, timeout: _deadline)));
    }

    /// <summary>The part of the highest rate of answers in time that is left at a load.</summary>
    public double OfPeak(double load) => InTime(load) / _results.Keys.Max(InTime);

    public void AddTo(MarkdownTable table)
    {
        foreach (var (load, rounds) in _results)
        {
            table.Add(
                _model.Name,
                $"{load} ×",
                Figure.Of(Offered(load)),
                Figure.Of(InTime(load)),
                $"{Figure.Of(OfPeak(load))} ×",
                Share(rounds, result => result.Answered - result.Within(_deadline) + result.Refusals.Count(refusal => refusal is DeadlineExceededException)),
                Share(rounds, result => result.Refusals.Count(refusal => refusal is QueueFullException)),
                Figure.Of(Median.Of(rounds.Select(result => result.Answered == 0 ? double.NaN : result.P99.TotalMilliseconds))));
        }
    }

    public override string ToString() =>
        $"{_model.Name} answers {Figure.Of(_capacity)} requests/s when 64 callers wait for it; a request waits for {Figure.Of(_deadline.TotalMilliseconds)} ms: {ServiceTimes} runs, and no less than {ShortestDeadline.TotalMilliseconds} ms.\n";

    private double Offered(double load) => Math.Min(_capacity * load, MostArrivals);

    private double InTime(double load) => Median.Of(_results[load].Select(result => result.Within(_deadline) / result.Seconds));

    private static string Share(List<OpenLoopResult> rounds, Func<OpenLoopResult, int> count) => $"{Figure.Of(100 * Median.Of(rounds.Select(result => count(result) / (double)result.Sent)))} %";
}
