using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>What a worker says of itself.</summary>
/// <param name="Models">The names of its models, sorted; empty where it does not say.</param>
/// <param name="Speed">Its speed, in units of its own.</param>
/// <param name="QueueLength">How many requests it has.</param>
/// <param name="Table">Names the route table of a cluster of ours that answers as a worker.</param>
internal sealed record WorkerStatusAnswer(ImmutableArray<string> Models, double Speed, int QueueLength, string? Table)
{
    /// <exception cref="WorkerCallException">It is no such thing.</exception>
    public static WorkerStatusAnswer Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            ImmutableArray<string> models = root.TryGetProperty("model_names"u8, out var names) && names.ValueKind == JsonValueKind.Array
                ? [.. names.EnumerateArray().Select(static name => name.GetString()!).Where(IsName).Distinct().Order(StringComparer.Ordinal).Take(ExternalWorkerRegistration.MaxModels)]
                : [];
            var speed = root.TryGetProperty("speed"u8, out var said) && said.ValueKind == JsonValueKind.Number && said.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) ? number : 1;
            var queue = root.TryGetProperty("queue_length"u8, out var length) && length.ValueKind == JsonValueKind.Number && length.TryGetDouble(out var waiting) ? (int)Math.Clamp(waiting, 0, int.MaxValue) : 0;
            return new(models, speed, queue, root.TryGetProperty("table"u8, out var table) && table.ValueKind == JsonValueKind.String ? table.GetString() : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw WorkerCallException.Malformed($"its status cannot be read: {exception.Message}");
        }
    }

    private static bool IsName(string? name) => name is { Length: > 0 and <= ExternalWorkerRegistration.MaxModelLength };
}
