using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads what a message says: a text, or parts of text and images.</summary>
internal static class ChatPartReader
{
    private const int Most = 10_000;

    /// <returns>The parts; default for null.</returns>
    public static ImmutableArray<ChatPart> ReadAll(ref Utf8JsonReader json, string subject)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return default;
        if (json.TokenType == JsonTokenType.String) return [new(json.Text(subject))];
        if (json.TokenType != JsonTokenType.StartArray) throw json.Unexpected(subject, "a text or an array of parts");
        var parts = ImmutableArray.CreateBuilder<ChatPart>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (parts.Count == Most) throw new InvalidInputException(subject, $"at most {Most} parts", "more");
            parts.Add(Read(ref json, $"{subject}[{parts.Count}]"));
        }

        return parts.DrainToImmutable();
    }

    private static ChatPart Read(ref Utf8JsonReader json, string subject)
    {
        if (json.TokenType == JsonTokenType.String) return new(json.Text(subject));
        json.ExpectStart(JsonTokenType.StartObject, subject);
        string? type = null, text = null, image = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("type"u8)) type = json.ReadText($"{subject}.type");
            else if (json.IsKey("text"u8) || json.IsKey("refusal"u8)) text = json.ReadOptionalText($"{subject}.text");
            else if (json.IsKey("image_url"u8)) image = ReadImage(ref json, $"{subject}.image_url");
            else json.ReadPast();
        }

        return type switch
        {
            "text" or "refusal" => new(text ?? throw new InvalidInputException($"{subject}.text", "a text", "none")),
            "image_url" => new("", image is { Length: > 0 } ? image : throw new InvalidInputException($"{subject}.image_url", "a URL", "none")),
            null => throw new InvalidInputException($"{subject}.type", "text or image_url", "none"),
            _ => throw new InvalidInputException($"{subject}.type", "text or image_url", $"'{type}'"),
        };
    }

    // The level of detail is the worker's own choice.
    private static string? ReadImage(ref Utf8JsonReader json, string subject)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.Text(subject);
        json.ExpectStart(JsonTokenType.StartObject, subject);
        string? url = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("url"u8)) url = json.ReadText($"{subject}.url");
            else json.ReadPast();
        }

        return url;
    }
}
