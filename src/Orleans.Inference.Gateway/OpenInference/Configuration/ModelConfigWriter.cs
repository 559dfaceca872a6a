using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference.Configuration;

/// <summary>Writes a model's configuration as JSON.</summary>
internal static class ModelConfigWriter
{
    public static void Write(Utf8JsonWriter json, ModelConfig config)
    {
        json.WriteString("name"u8, config.Name);
        json.WriteString("platform"u8, config.Platform);
        json.WriteString("backend"u8, config.Backend);
        WriteVersions(json, config.Versions);
        json.WriteNumber("max_batch_size"u8, config.MaxBatchSize);
        WriteTensors(json, "input", config.Inputs);
        WriteTensors(json, "output", config.Outputs);
        json.WriteStartArray("instance_group"u8);
        json.WriteStartObject();
        json.WriteString("name"u8, config.Name);
        json.WriteString("kind"u8, config.InstanceKind);
        json.WriteNumber("count"u8, 1);
        json.WriteEndObject();
        json.WriteEndArray();
        if (config.MaxBatchSize == 0) return;
        json.WriteStartObject("dynamic_batching"u8);
        json.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter json, ImmutableArray<string> versions)
    {
        json.WriteStartObject("version_policy"u8);
        json.WriteStartObject("specific"u8);
        json.WriteStartArray("versions"u8);
        foreach (var version in versions)
        {
            if (long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, string key, ImmutableArray<ConfigTensor> tensors)
    {
        json.WriteStartArray(key);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteString("data_type"u8, tensor.Datatype);
            json.WriteStartArray("dims"u8);
            foreach (var dimension in tensor.Dims) json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
