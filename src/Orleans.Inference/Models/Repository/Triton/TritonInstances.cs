using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Groups of instances: how many lanes of which devices.</summary>
internal static class TritonInstances
{
    private const string AnyDevice = "";

    public static void Map(IReadOnlyList<TritonFields> groups, JsonObject keys)
    {
        if (groups.Count == 0) return;
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var count = group.Count("count", least: 0) is > 0 and { } said ? said : 1;
            foreach (var device in FindDevices(group)) counts[device] = counts.GetValueOrDefault(device) + count;
            _ = group.Text("name");
            group.Finish();
        }

        keys[nameof(ModelConfiguration.Instances)] = (int)Math.Min(int.MaxValue, counts.Values.Max());
        if (counts.ContainsKey(AnyDevice)) return;
        keys[nameof(ModelConfiguration.Placement)] = new JsonObject
        {
            [nameof(PlacementConfiguration.Devices)] = new JsonArray([.. counts.Keys.Select(device => JsonValue.Create(device))]),
        };
    }

    private static string[] FindDevices(TritonFields group)
    {
        var gpus = group.Counts("gpus", least: 0);
        string[] named = [.. gpus.Distinct().Select(gpu => $"cuda:{gpu}")];
        var kind = group.Word("kind");
        return kind?.Text switch
        {
            "KIND_CPU" => ["cpu"],
            "KIND_GPU" => named.Length > 0 ? named : ["cuda"],
            null or "KIND_AUTO" => named.Length > 0 ? named : [AnyDevice],
            "KIND_MODEL" => [AnyDevice],
            _ => throw new TextFormatException(kind.Position, $"expected one of KIND_AUTO, KIND_GPU, KIND_CPU, KIND_MODEL, found {kind}"),
        };
    }
}
