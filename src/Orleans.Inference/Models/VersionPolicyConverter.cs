using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Inference.Models;

/// <summary>Reads and writes <c>"latest"</c>, <c>"latest 2"</c>, <c>"all"</c> and <c>["1", "3"]</c>.</summary>
internal sealed class VersionPolicyConverter : JsonConverter<VersionPolicy>
{
    private const string Allowed = "it must be \"latest\", \"latest 2\", \"all\" or a list of versions such as [\"1\", \"3\"]";

    public override VersionPolicy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartArray) return ReadList(ref reader);
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"Versions is wrong, {Allowed}");
        var text = reader.GetString()!;
        return VersionPolicy.Parse(text) ?? throw new JsonException($"Versions is '{text}', {Allowed}");
    }

    public override void Write(Utf8JsonWriter writer, VersionPolicy value, JsonSerializerOptions options)
    {
        if (value.Named.IsEmpty)
        {
            writer.WriteStringValue(value.ToString());
            return;
        }

        writer.WriteStartArray();
        foreach (var version in value.Named) writer.WriteStringValue(version);
        writer.WriteEndArray();
    }

    private static VersionPolicy ReadList(ref Utf8JsonReader reader)
    {
        List<string> versions = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException("Versions has something that is no text, its versions must be as in [\"1\", \"3\"]");
            var version = reader.GetString()!;
            if (!ModelVersions.IsVersion(version)) throw new JsonException($"Versions has '{version}', a version must be a number, as its folder is named");
            versions.Add(version);
        }

        return versions.Count > 0 ? VersionPolicy.Of(versions) : throw new JsonException($"Versions is empty, {Allowed}");
    }
}
