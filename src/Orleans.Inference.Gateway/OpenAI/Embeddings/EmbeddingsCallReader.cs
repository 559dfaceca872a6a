using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads the body of a call for embeddings. Keys that are not known are passed over, as <c>user</c> is.</summary>
internal static class EmbeddingsCallReader
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="model">The model that the path names, which goes before that of the body; <see langword="null"/> where it names none.</param>
    public static EmbeddingsCall Read(ReadOnlySpan<byte> body, string? model)
    {
        var json = new Utf8JsonReader(body);
        try
        {
            var call = ReadCall(ref json, model);
            json.Read(); // throws when something follows the call
            return call;
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[(int)json.BytesConsumed..]);
        }
    }

    private static EmbeddingsCall ReadCall(ref Utf8JsonReader json, string? model)
    {
        string? named = null;
        ImmutableArray<EmbeddingInput> inputs = default;
        int? dimensions = null;
        var isBase64 = false;
        json.ReadStart(JsonTokenType.StartObject, "request");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("model"u8)) named = json.ReadText("model");
            else if (json.IsKey("input"u8)) inputs = EmbeddingInputReader.Read(ref json);
            else if (json.IsKey("encoding_format"u8)) isBase64 = ReadFormat(ref json);
            else if (json.IsKey("dimensions"u8)) dimensions = ReadDimensions(ref json);
            else json.ReadPast();
        }

        if (inputs.IsDefault) throw new InvalidInputException("input", "a text, its tokens, or an array of them", "none");
        model ??= named;
        if (string.IsNullOrEmpty(model)) throw new InvalidInputException("model", "the name of a model", "none");
        return new(new() { Model = model, Inputs = inputs, Dimensions = dimensions }, isBase64);
    }

    private static bool ReadFormat(ref Utf8JsonReader json)
    {
        const string Subject = "encoding_format", Expected = "float or base64";
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return false;
        if (json.TokenType != JsonTokenType.String) throw json.Unexpected(Subject, Expected);
        return json.Text(Subject) switch
        {
            "float" => false,
            "base64" => true,
            _ => throw json.Unexpected(Subject, Expected),
        };
    }

    private static int? ReadDimensions(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null) return null;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var value) && value >= 1 ? value : throw json.Unexpected("dimensions", "an integer of at least 1");
    }
}
