using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Batching;

/// <summary>The tables of the batching benchmark, and its aims.</summary>
internal sealed class BatchingReport(Aims aims)
{
    private readonly Aim _poisson = aims.AtLeast("batching-poisson", 0.85);
    private readonly Aim _bursty = aims.AtLeast("batching-bursty", 0.75);
    private readonly Aim _light = aims.AtMost("batching-light-p50", 1.05);
    private readonly Aim _losing = aims.AtLeast("batching-losing", 0.97);
    private readonly MarkdownTable _rates = new(3, "model", "arrivals", "who batches", "sustained/s", "of batch 1 saturated", "of the best by hand", "p50 µs", "p99 µs", "p99 allowed µs");
    private readonly MarkdownTable _saturated = new(2, "model", "who batches", "requests/s", "p50 µs", "p99 µs", "of the best by hand");
    private readonly MarkdownTable _lights = new(1, "model", "requests/s", "batch 1 p50 µs", "batcher p50 µs", "ratio");
    private readonly MarkdownTable _losings = new(2, "model", "who batches", "requests/s", "p50 µs", "p99 µs", "of batch 1");

    /// <param name="result">What was measured.</param>
    /// <param name="decides">Whether the aims are of this model.</param>
    public void Add(BatchingResult result, bool decides)
    {
        if (decides)
        {
            _poisson.Is(RatioOf(result.Rates[Arrivals.Poisson]));
            _bursty.Is(RatioOf(result.Rates[Arrivals.Bursty]));
            _light.Is(result.Light.Ratio);
        }

        foreach (var (arrivals, rates) in result.Rates)
        {
            Add($"by hand, {result.Best.Size}", rates[0]);
            Add("the batcher", rates[1]);

            void Add(string who, SustainedRate rate) => _rates.Add(
                result.Model,
                arrivals.Name,
                who,
                $"{Figure.Of(rate.Rate)}{(rate.IsSustained ? "" : " (not quite)")}",
                $"{Figure.Of(rate.Rate / result.One.RowsPerSecond)} ×",
                $"{Figure.Of(rate.Rate / rates[0].Rate)} ×",
                Figure.Microseconds(rate.P50),
                Figure.Microseconds(rate.P99),
                Figure.Microseconds(result.Bound));
        }

        _lights.Add(result.Model, Figure.Of(result.Light.Rate), Figure.Of(result.Light.AloneP50), Figure.Of(result.Light.OursP50), $"{Figure.Of(result.Light.Ratio)} ×");
    }

    public void AddSaturated(string model, Series[] sides)
    {
        Add("by hand", sides[0], 1);
        Add("the batcher", sides[1], sides[1].Compare(sides[0], (ours, hand) => ours.RequestsPerSecond / hand.RequestsPerSecond));

        void Add(string who, Series series, double of) => _saturated.Add(
            model, who, Figure.Of(series.MedianOf(result => result.RequestsPerSecond)), Figure.Of(series.MedianOf(result => result.P50)), Figure.Of(series.MedianOf(result => result.P99)), $"{Figure.Of(of)} ×");
    }

    public void AddLosing(string model, Series byHand, Series ours)
    {
        var ratio = ours.Compare(byHand, (mine, hand) => mine.RequestsPerSecond / hand.RequestsPerSecond);
        Add("by hand, 1", byHand, 1);
        Add("the batcher", ours, ratio);
        _losing.Is(ratio);

        void Add(string who, Series series, double of) => _losings.Add(
            model,
            who,
            Figure.Of(series.MedianOf(result => result.RequestsPerSecond)),
            Figure.Of(series.MedianOf(result => result.P50)),
            Figure.Of(series.MedianOf(result => result.P99)),
            $"{Figure.Of(of)} ×");
    }

    public void Print(TextWriter output)
    {
        _rates.Print(output, "The highest rate sustained, every request answered and 99 of 100 within 10 runs of the best fixed batch:");
        _saturated.Print(output, "As much as 128 callers get who wait for each answer:");
        _lights.Print(output, "A load of a tenth of what batch 1 can bear:");
        _losings.Print(output, "A model that loses by batching, 16 callers:");
    }

    private static double RatioOf(SustainedRate[] rates) => rates[1].Rate / rates[0].Rate;
}
