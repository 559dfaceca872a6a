using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Says where a body stops being JSON.</summary>
internal static class MalformedJson
{
    /// <summary>Makes the error.</summary>
    /// <param name="exception">What the JSON reader said.</param>
    /// <param name="rest">The body behind the last token that was read.</param>
    public static InvalidInputException Describe(JsonException exception, ReadOnlySpan<byte> rest)
    {
        // The reader counts lines and bytes from 0 and says so at the end of its message.
        var problem = exception.Message.Split(" LineNumber:")[0];
        if (NonFiniteLiteral(rest) is { } literal)
        {
            problem = $"the literal {literal}, which JSON does not have: send the string \"{literal}\"";
        }

        var place = $"at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        return new("request body", "JSON", $"{place}: {problem.TrimEnd('.')}");
    }

    // Python and JavaScript tools write these.
    private static string? NonFiniteLiteral(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n,:"u8);
        return rest.StartsWith(NonFinite.NaN) ? "NaN"
            : rest.StartsWith(NonFinite.PositiveInfinity) ? "Infinity"
            : rest.StartsWith(NonFinite.NegativeInfinity) ? "-Infinity"
            : null;
    }
}
