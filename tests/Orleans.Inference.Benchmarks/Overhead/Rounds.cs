using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Overhead;

/// <summary>The results of all rounds, by what was measured.</summary>
internal sealed class Rounds<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Series> _series = [];

    public Series this[TKey key]
    {
        get
        {
            if (!_series.TryGetValue(key, out var series)) _series[key] = series = new();
            return series;
        }
    }
}
