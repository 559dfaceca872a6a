using System.Text.Json;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>Reads the small answers of a worker.</summary>
internal static class SmallAnswers
{
    public static int ReadCount(ReadOnlyMemory<byte> json, string name) => Read(json, name, static value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? count : throw WorkerCallException.Malformed($"it gave {value} for a number"));

    public static string ReadConversation(ReadOnlyMemory<byte> json) => Read(json, "conv", static value =>
        value.ValueKind == JsonValueKind.Object ? value.GetRawText() : throw WorkerCallException.Malformed($"it gave {value.ValueKind} for a conversation"));

    private static T Read<T>(ReadOnlyMemory<byte> json, string name, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value)) return read(value);
            throw WorkerCallException.Malformed($"its answer has no {name}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw WorkerCallException.Malformed($"its answer cannot be read: {exception.Message}");
        }
    }
}
