using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Writes a model's metadata; what the protocol has no field for is under <c>parameters</c>.</summary>
internal static class ModelMetadataWriter
{
    public static void Write(Utf8JsonWriter json, ServedVersions served)
    {
        var model = served.Model;
        json.WriteString("name"u8, model.Name);
        json.WriteStartArray("versions"u8);
        foreach (var version in served.Versions) json.WriteStringValue(version);
        json.WriteEndArray();
        json.WriteString("platform"u8, model.Platform);
        WriteTensors(json, "inputs", model.Inputs);
        WriteTensors(json, "outputs", model.Outputs);
        json.WriteStartObject("parameters"u8);
        WriteParameters(json, model);
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, string key, ImmutableArray<TensorSpec> tensors)
    {
        json.WriteStartArray(key);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteString("datatype"u8, Datatypes.NameOf(tensor.ElementType));
            json.WriteStartArray("shape"u8);
            foreach (var dimension in tensor.Shape) json.WriteNumberValue(dimension.IsVariable ? -1 : dimension.Size);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, ModelMetadata model)
    {
        json.WriteNumber("max_batch_size"u8, model.MaxBatchSize);
        if (!model.ExecutionProviders.IsDefaultOrEmpty)
        {
            json.WriteStartArray("execution_providers"u8);
            foreach (var provider in model.ExecutionProviders) json.WriteStringValue(provider);
            json.WriteEndArray();
        }

        if (model.Labels.IsEmpty) return;
        json.WriteStartObject("labels"u8);
        foreach (var (output, labels) in model.Labels)
        {
            json.WriteStartArray(output);
            foreach (var label in labels) json.WriteStringValue(label);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
