using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Batching;

/// <summary>What was measured of one model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Best">The fixed batch of most rows per second.</param>
/// <param name="One">Runs of one row.</param>
/// <param name="Bound">What 99 of 100 requests had to stay within.</param>
/// <param name="Rates">The rates sustained, by hand and by the batcher.</param>
/// <param name="Light">A load that a tenth of batch 1 could bear.</param>
internal sealed record BatchingResult(
    string Model, FixedBatch Best, FixedBatch One, TimeSpan Bound, IReadOnlyDictionary<Arrivals, SustainedRate[]> Rates, LightLoadResult Light);

/// <summary>The median latencies at a light load, in microseconds.</summary>
internal sealed record LightLoadResult(double Rate, double AloneP50, double OursP50, double Ratio);
