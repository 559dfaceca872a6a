using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads a shape.</summary>
internal static class ShapeReader
{
    // As deep as JSON may be nested, and far above what models have.
    private const int MostDimensions = 64;

    public static long[] Read(ref Utf8JsonReader json, string subject)
    {
        json.ReadStart(JsonTokenType.StartArray, $"shape of {subject}");
        Span<long> shape = stackalloc long[MostDimensions];
        var count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count == MostDimensions)
            {
                throw new InvalidInputException($"shape of {subject}", $"at most {MostDimensions} dimensions", "more");
            }

            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out shape[count++]))
            {
                throw json.Unexpected($"shape of {subject}", "integers of 64 bits");
            }
        }

        return shape[..count].ToArray();
    }
}
