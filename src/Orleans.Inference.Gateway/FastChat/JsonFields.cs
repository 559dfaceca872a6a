using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.FastChat;

/// <summary>The fields of a request's JSON object, read whatever its content type says. Fields that are not known are not looked at.</summary>
internal readonly struct JsonFields(JsonElement root)
{
    private const int MaxShown = 60;

    /// <summary>Reads a body.</summary>
    /// <exception cref="InvalidInputException">It is no JSON object.</exception>
    public static async ValueTask<JsonFields> ReadAsync(HttpContext context, long maxBytes)
    {
        using var body = await PooledBody.ReadAsync(context, maxBytes);
        return Parse(body.Span);
    }

    /// <summary>The fields of an object within this one; <see langword="null"/> where it is null or not there.</summary>
    public JsonFields? Find(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonFields(value)
        : throw Wrong(name, "an object or null", value);

    public string Text(string name) => FindText(name) ?? throw new InvalidInputException(name, "a string", "none");

    public string? FindText(string name) => Get(name) is not { } value ? null : TextOf(name, value);

    public bool Flag(string name) => FindFlag(name) ?? throw new InvalidInputException(name, "true or false", "none");

    public bool? FindFlag(string name) => Get(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false", value);

    public double? FindNumber(string name) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Wrong(name, "a number", value);

    public int? FindInteger(string name, int least, int most) => Get(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw Wrong(name, $"an integer from {least} to {most}", value);

    /// <summary>A text or a list of texts; none where it is not there.</summary>
    public ImmutableArray<string> Texts(string name)
    {
        if (Get(name) is not { } value) return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => TextOf(name, item))] : [TextOf(name, value)];
    }

    public ImmutableArray<int> Integers(string name)
    {
        if (Get(name) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list of integers", value);
        // Workers are sent nulls among them.
        return [.. value.EnumerateArray()
            .Where(static item => item.ValueKind != JsonValueKind.Null)
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number : throw Wrong(name, "a list of integers", item))];
    }

    private JsonElement? Get(string name)
    {
        try
        {
            return root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidInputException("request body", "fields with names of valid Unicode", "one that is not");
        }
    }

    private static JsonFields Parse(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body);
        try
        {
            var root = JsonElement.ParseValue(ref reader);
            if (root.ValueKind != JsonValueKind.Object) throw Wrong("request body", "a JSON object", root);
            return !reader.Read() ? new(root) : throw new InvalidInputException("request body", "one JSON object", "more behind it");
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[Math.Min((int)reader.BytesConsumed, body.Length)..]);
        }
    }

    private static string TextOf(string name, JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a string", value);
        }
        catch (InvalidOperationException)
        {
            throw new InvalidInputException(name, "a string of valid Unicode", "one that is not");
        }
    }

    private static InvalidInputException Wrong(string name, string expected, JsonElement given)
    {
        var text = given.GetRawText();
        return new(name, expected, text.Length > MaxShown ? $"{text[..MaxShown]}…" : text);
    }
}
