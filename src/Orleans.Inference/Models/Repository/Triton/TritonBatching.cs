using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>How requests are gathered into batches. Triton gathers none unless it is told to.</summary>
internal static class TritonBatching
{
    private const string DelayField = "max_queue_delay_microseconds";
    private const string PreferredField = "preferred_batch_size";
    private const int LongestDelay = 60_000_000;

    /// <param name="batching">The field <c>dynamic_batching</c>, if it is there.</param>
    /// <param name="maxBatchSize">The field <c>max_batch_size</c>. Where that is missing, what Triton completes is learned here: nothing is said of it.</param>
    /// <param name="keys">Where to say it.</param>
    public static void Map(TritonFields? batching, int? maxBatchSize, JsonObject keys)
    {
        if (maxBatchSize is { } max) keys[nameof(ModelConfiguration.MaxBatchSize)] = batching is null ? 1 : Math.Max(1, max);
        if (batching is null) return;
        MapPreferred(batching, maxBatchSize, keys);
        if (batching.Number(DelayField) is { } delay)
        {
            if (delay is < 0 or > LongestDelay) throw new TextFormatException(batching.PositionOf(DelayField), $"expected from 0 to {LongestDelay} for '{DelayField}', found {delay}");
            keys[nameof(ModelConfiguration.MaxQueueDelay)] = TimeSpan.FromMicroseconds(delay).ToString("c");
        }

        MapQueue(batching.Message("default_queue_policy"), keys);
        if (batching.Word("preserve_ordering") is { Text: not ("false" or "False" or "f" or "0") }) batching.Ignore("preserve_ordering");
        batching.Finish();
    }

    private static void MapPreferred(TritonFields batching, int? maxBatchSize, JsonObject keys)
    {
        var sizes = batching.Counts(PreferredField, least: 1).Order().Distinct().ToList();
        if (sizes.Count == 0) return;
        if (sizes[^1] > maxBatchSize) throw new TextFormatException(batching.PositionOf(PreferredField), $"expected at most max_batch_size, {maxBatchSize}, for '{PreferredField}', found {sizes[^1]}");
        keys[nameof(ModelConfiguration.PreferredBatchSizes)] = new JsonArray([.. sizes.Select(size => JsonValue.Create(size))]);
    }

    private static void MapQueue(TritonFields? policy, JsonObject keys)
    {
        if (policy?.Count("max_queue_size", least: 0) is > 0 and { } length) keys[nameof(ModelConfiguration.MaxQueueLength)] = length;
        policy?.Finish();
    }
}
