using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads what vectors are wanted of: a text, the tokens of one, or an array of either.</summary>
internal static class EmbeddingInputReader
{
    private const int MostInputs = 2048;
    private const string Subject = "input";
    private const string Expected = "a text, its tokens, or an array of them";

    public static ImmutableArray<EmbeddingInput> Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return [ReadText(ref json, Subject)];
        if (json.TokenType != JsonTokenType.StartArray) throw json.Unexpected(Subject, Expected);
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.Number => [new(null, ReadTokens(ref json, Subject))],
            JsonTokenType.String or JsonTokenType.StartArray => ReadAll(ref json),
            JsonTokenType.EndArray => throw new InvalidInputException(Subject, "at least one text", "an empty array"),
            _ => throw json.Unexpected($"{Subject}[0]", "a text, a token or an array of tokens"),
        };
    }

    private static ImmutableArray<EmbeddingInput> ReadAll(ref Utf8JsonReader json)
    {
        var inputs = ImmutableArray.CreateBuilder<EmbeddingInput>();
        var kind = json.TokenType;
        for (; json.TokenType != JsonTokenType.EndArray; json.Read())
        {
            if (inputs.Count == MostInputs) throw new InvalidInputException(Subject, $"at most {MostInputs} texts", "more");
            var subject = $"{Subject}[{inputs.Count}]";
            if (json.TokenType != kind) throw json.Unexpected(subject, kind == JsonTokenType.String ? "a text, as the first one is" : "an array of tokens, as the first one is");
            if (kind == JsonTokenType.StartArray) json.Read();
            inputs.Add(kind == JsonTokenType.String ? ReadText(ref json, subject) : new(null, ReadTokens(ref json, subject)));
        }

        return inputs.DrainToImmutable();
    }

    private static EmbeddingInput ReadText(ref Utf8JsonReader json, string subject) =>
        json.Text(subject) is { Length: > 0 } text ? text : throw new InvalidInputException(subject, "a text that is not empty", "an empty one");

    // From the first token on, or from the end of an array that has none.
    private static ImmutableArray<int> ReadTokens(ref Utf8JsonReader json, string subject)
    {
        var tokens = ImmutableArray.CreateBuilder<int>();
        for (; json.TokenType != JsonTokenType.EndArray; json.Read())
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out var token) || token < 0) throw json.Unexpected(subject, "tokens, which are integers from 0 on");
            tokens.Add(token);
        }

        return tokens.Count > 0 ? tokens.DrainToImmutable() : throw new InvalidInputException(subject, "at least one token", "an empty array");
    }
}
