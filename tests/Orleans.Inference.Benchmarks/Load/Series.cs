using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Load;

/// <summary>The results of one load, one a round. Medians over the rounds, so that a disturbed one does not count.</summary>
internal sealed class Series
{
    private readonly List<LoadResult> _rounds = [];

    public void Add(LoadResult round) => _rounds.Add(round);

    /// <summary>A figure of each round.</summary>
    public IEnumerable<double> Of(Func<LoadResult, double> figure) => _rounds.Select(figure);

    /// <summary>A comparison of each round.</summary>
    public IEnumerable<double> Of(Series baseline, Func<LoadResult, LoadResult, double> figure) => _rounds.Zip(baseline._rounds, figure);

    public double MedianOf(Func<LoadResult, double> figure) => Median.Of(Of(figure));

    public double LeastOf(Func<LoadResult, double> figure) => _rounds.Min(figure);

    /// <summary>Compares with another load of the same rounds. Each round is compared by itself, so that the drift of the machine cancels.</summary>
    public double Compare(Series baseline, Func<LoadResult, LoadResult, double> figure) => Median.Of(Of(baseline, figure));
}
