using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Orleans.Inference.Tests.Fakes;

namespace Orleans.Inference.Tests.Diagnostics;

/// <summary>What a test collects of one instrument.</summary>
internal static class Collected
{
    public static MetricCollector<T> Of<T>(TestMeters meters, string instrument)
        where T : struct => new(meters, InferenceMetrics.MeterName, instrument);

    /// <summary>Each measurement as its value and its tags, as in <c>1 device=cpu model=m</c>.</summary>
    public static string[] Lines<T>(this MetricCollector<T> collector)
        where T : struct => [.. collector.GetMeasurementSnapshot().Select(measurement =>
            string.Join(' ', [FormattableString.Invariant($"{measurement.Value}"), .. measurement.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")]))];
}
