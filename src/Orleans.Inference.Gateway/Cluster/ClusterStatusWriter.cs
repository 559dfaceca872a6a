using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.Traffic;

namespace Orleans.Inference.Gateway.Cluster;

/// <summary>Writes the cluster as the dispatcher sees it.</summary>
internal static class ClusterStatusWriter
{
    public static void Write(Utf8JsonWriter json, ClusterStatus status)
    {
        json.WriteString("at"u8, status.At);
        json.WriteString("dispatcher"u8, status.Dispatcher.ToParsableString());
        WriteTable(json, status.Table);
        WriteAll(json, "silos", status.Silos, WriteSilo);
        WriteAll(json, "workers", status.Workers, WriteWorker);
        WriteAll(json, "departed", status.Departed, WriteDeparted);
        AliasWriter.WriteAll(json, status.Aliases, [.. status.Workers.SelectMany(ServedBy)]);
    }

    private static IEnumerable<ModelKey> ServedBy(WorkerStatus worker) => worker.State == WorkerState.Serving
        ? worker.Models.Where(model => model.State == ModelState.Ready).Select(model => new ModelKey(model.Name, model.Version))
        : [];

    private static void WriteAll<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items.IsDefault ? [] : items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTable(Utf8JsonWriter json, RouteTableStamp table)
    {
        json.WriteStartObject("table"u8);
        json.WriteNumber("version"u8, table.Version);
        json.WriteStartObject("epoch"u8);
        json.WriteNumber("membership_version"u8, table.Epoch.MembershipVersion);
        json.WriteString("started_at"u8, new DateTimeOffset(table.Epoch.StartTicks, TimeSpan.Zero));
        json.WriteString("activation"u8, table.Epoch.ActivationId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSilo(Utf8JsonWriter json, SiloMember silo)
    {
        json.WriteString("name"u8, silo.Name);
        json.WriteString("address"u8, silo.Address.ToParsableString());
        json.WriteString("status"u8, Name(silo.Status));
    }

    private static void WriteWorker(Utf8JsonWriter json, WorkerStatus worker)
    {
        WriteId(json, worker.Worker, worker.SiloName);
        json.WriteString("description"u8, worker.Device);
        json.WriteString("state"u8, Name(worker.State));
        json.WriteString("state_reason"u8, worker.StateReason);
        if (worker.StateSince != default) json.WriteString("state_since"u8, worker.StateSince);
        json.WriteNumber("queue_length"u8, worker.QueueLength);
        json.WriteNumber("memory_used"u8, worker.MemoryUsed);
        if (worker.MemoryBudget < long.MaxValue) json.WriteNumber("memory_budget"u8, worker.MemoryBudget);
        WriteAll(json, "models", worker.Models, WriteModel);
    }

    private static void WriteModel(Utf8JsonWriter json, ModelStatus model)
    {
        json.WriteString("name"u8, model.Name);
        json.WriteString("version"u8, model.Version);
        json.WriteString("state"u8, Name(model.State));
        json.WriteString("reason"u8, model.Reason);
        json.WriteNumber("speed"u8, double.IsFinite(model.Speed) ? model.Speed : 0);
        json.WriteString("dispatch_policy"u8, model.DispatchPolicy);
        json.WriteString("content"u8, model.ContentHash);
        json.WriteNumber("memory_bytes"u8, model.MemoryBytes);
        json.WriteString("unsuitable"u8, model.Unsuitable);
        json.WriteBoolean("on_demand"u8, model.Replicas.OnDemand);
        if (!model.Replicas.IsPlaced) return;
        json.WriteNumber("min_replicas"u8, model.Replicas.Min);
        if (model.Replicas.Max < int.MaxValue) json.WriteNumber("max_replicas"u8, model.Replicas.Max);
    }

    private static void WriteDeparted(Utf8JsonWriter json, DepartedWorker worker)
    {
        WriteId(json, worker.Worker, worker.SiloName);
        json.WriteString("reason"u8, worker.Reason);
        json.WriteString("at"u8, worker.At);
    }

    private static void WriteId(Utf8JsonWriter json, WorkerId worker, string siloName)
    {
        json.WriteString("silo"u8, siloName);
        json.WriteString("silo_address"u8, worker.Silo?.ToParsableString() ?? "");
        json.WriteString("device"u8, worker.Device);
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
