using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Inference.Text;

/// <summary>Reads a value by its name, and says which names there are.</summary>
internal sealed class NameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString()! : null;
        if (name is not null && Array.Find(Enum.GetNames<T>(), known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found) return Enum.Parse<T>(found);
        throw new JsonException($"there is {(name is null ? "no name" : $"'{name}'")} where one of {string.Join(", ", Enum.GetNames<T>())} is expected");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
