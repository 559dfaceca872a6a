using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Traffic;

/// <summary>Writes aliases, with whether what they point to is there.</summary>
internal static class AliasWriter
{
    /// <summary>Writes the aliases as an array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="aliases">The aliases.</param>
    /// <param name="served">The models that are served.</param>
    public static void WriteAll(Utf8JsonWriter json, ImmutableArray<ModelAlias> aliases, IReadOnlyCollection<ModelKey> served)
    {
        json.WriteStartArray("aliases"u8);
        foreach (var alias in aliases.IsDefault ? [] : aliases)
        {
            json.WriteStartObject();
            Write(json, alias, served);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, ModelAlias alias, IReadOnlyCollection<ModelKey> served)
    {
        json.WriteString("name"u8, alias.Name);
        json.WriteStartArray("targets"u8);
        foreach (var target in alias.Targets)
        {
            json.WriteStartObject();
            WriteModel(json, target.Model, target.Version);
            json.WriteNumber("weight"u8, target.Weight);
            json.WriteBoolean("served"u8, IsServed(served, target.Model, target.Version));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("sticky"u8, alias.Sticky);
        if (alias.Shadow is not { } shadow) return;
        json.WriteStartObject("shadow"u8);
        WriteModel(json, shadow.Model, shadow.Version);
        json.WriteNumber("percent"u8, shadow.Percent);
        json.WriteNumber("tolerance"u8, shadow.Tolerance);
        json.WriteBoolean("served"u8, IsServed(served, shadow.Model, shadow.Version));
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, string model, string? version)
    {
        json.WriteString("model"u8, model);
        if (version is not null) json.WriteString("version"u8, version);
    }

    private static bool IsServed(IReadOnlyCollection<ModelKey> served, string model, string? version) =>
        served.Any(key => key.Name == model && (version is null || key.Version == version));
}
