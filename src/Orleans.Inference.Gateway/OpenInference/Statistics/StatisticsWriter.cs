using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference.Statistics;

/// <summary>Writes the statistics extension. There is no cache of responses: its counts are 0.</summary>
internal static class StatisticsWriter
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<ModelStatistics> models)
    {
        json.WriteStartArray("model_stats"u8);
        foreach (var model in models)
        {
            json.WriteStartObject();
            WriteModel(json, model);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteModel(Utf8JsonWriter json, ModelStatistics model)
    {
        json.WriteString("name"u8, model.Model.Name);
        json.WriteString("version"u8, model.Model.Version);
        json.WriteNumber("last_inference"u8, StatisticsNumbers.Milliseconds(model.LastInference));
        json.WriteNumber("inference_count"u8, model.Rows);
        json.WriteNumber("execution_count"u8, model.Runs);
        json.WriteStartObject("inference_stats"u8);
        WriteTime(json, "success", model.Success);
        WriteTime(json, "fail", model.Failure);
        WriteTime(json, "queue", model.Queue);
        WriteTime(json, "compute_input", model.Input);
        WriteTime(json, "compute_infer", model.Infer);
        WriteTime(json, "compute_output", model.Output);
        WriteTime(json, "cache_hit", default);
        WriteTime(json, "cache_miss", default);
        json.WriteEndObject();
        json.WriteStartObject("response_stats"u8);
        json.WriteEndObject();
        WriteBatches(json, model.Batches);
        WriteMemory(json, model.Memory);
    }

    private static void WriteBatches(Utf8JsonWriter json, ImmutableArray<BatchStatistics> batches)
    {
        json.WriteStartArray("batch_stats"u8);
        foreach (var batch in batches)
        {
            json.WriteStartObject();
            json.WriteNumber("batch_size"u8, batch.Size);
            WriteTime(json, "compute_input", batch.Input);
            WriteTime(json, "compute_infer", batch.Infer);
            WriteTime(json, "compute_output", batch.Output);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMemory(Utf8JsonWriter json, ImmutableArray<ModelMemory> memory)
    {
        json.WriteStartArray("memory_usage"u8);
        foreach (var use in memory)
        {
            var (type, id) = StatisticsNumbers.Device(use.Device);
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteNumber("id"u8, id);
            json.WriteNumber("byte_size"u8, use.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string key, CountedTime time)
    {
        json.WriteStartObject(key);
        json.WriteNumber("count"u8, time.Count);
        json.WriteNumber("ns"u8, StatisticsNumbers.Nanoseconds(time.Time));
        json.WriteEndObject();
    }
}
