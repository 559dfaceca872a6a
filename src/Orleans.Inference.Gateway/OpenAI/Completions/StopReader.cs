using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads what ends a text.</summary>
internal static class StopReader
{
    private const int Most = 64;
    private const string Expected = "a text or an array of texts";

    /// <summary>Reads the texts that end it: none, one or an array of them. One that is empty ends nothing, and is passed over.</summary>
    public static ImmutableArray<string> ReadTexts(ref Utf8JsonReader json)
    {
        const string Subject = "stop";
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return [];
        if (json.TokenType == JsonTokenType.String) return json.Text(Subject) is { Length: > 0 } text ? [text] : [];
        if (json.TokenType != JsonTokenType.StartArray) throw json.Unexpected(Subject, Expected);
        var texts = ImmutableArray.CreateBuilder<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (texts.Count == Most) throw new InvalidInputException(Subject, $"at most {Most} texts", "more");
            if (json.Text(Subject) is { Length: > 0 } one) texts.Add(one);
        }

        return texts.DrainToImmutable();
    }

    /// <summary>Reads the tokens that end it, which are the model's own.</summary>
    public static ImmutableArray<int> ReadTokens(ref Utf8JsonReader json)
    {
        const string Subject = "stop_token_ids";
        if (!json.ReadOptionalStart(JsonTokenType.StartArray, Subject)) return [];
        var tokens = ImmutableArray.CreateBuilder<int>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (tokens.Count == Most) throw new InvalidInputException(Subject, $"at most {Most} tokens", "more");
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out var token) || token < 0) throw json.Unexpected(Subject, "tokens, which are integers from 0 on");
            tokens.Add(token);
        }

        return tokens.DrainToImmutable();
    }
}
