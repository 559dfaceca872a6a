using System.Runtime.InteropServices;
using System.Text.Json;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>Vectors from a worker, or what went wrong.</summary>
/// <param name="Vectors">A vector for each text, all of one length.</param>
/// <param name="Tokens">The tokens of the texts.</param>
/// <param name="ErrorCode">0, or FastChat's number of an error.</param>
/// <param name="Text">Its words.</param>
internal sealed record EmbeddingsAnswer(float[][] Vectors, int Tokens, int ErrorCode, string Text)
{
    /// <exception cref="WorkerCallException">It is no such thing.</exception>
    public static EmbeddingsAnswer Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.TryGetProperty("error_code"u8, out var error) && error.ValueKind == JsonValueKind.Number && error.GetInt32() is not 0 and var code)
                return new([], 0, code, root.TryGetProperty("text"u8, out var text) ? text.ToString() : "");
            var tokens = root.TryGetProperty("token_num"u8, out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt32() : 0;
            float[][] vectors = [.. root.GetProperty("embedding"u8).EnumerateArray().Select(ReadVector)];
            return vectors.All(vector => vector.Length > 0 && vector.Length == vectors[0].Length)
                ? new(vectors, tokens, 0, "")
                : throw WorkerCallException.Malformed("its vectors are not of one length");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw WorkerCallException.Malformed($"its vectors cannot be read: {exception.Message}");
        }
    }

    // Numbers, or Base64 of their bytes.
    private static float[] ReadVector(JsonElement vector) => vector.ValueKind == JsonValueKind.String
        ? MemoryMarshal.Cast<byte, float>(vector.GetBytesFromBase64()).ToArray()
        : [.. vector.EnumerateArray().Select(static element => element.GetSingle())];
}
