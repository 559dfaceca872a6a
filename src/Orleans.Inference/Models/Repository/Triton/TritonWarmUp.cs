using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Samples that a model is warmed with: their shapes are taken, what is in them is made up.</summary>
internal static class TritonWarmUp
{
    private const string Field = "model_warmup";

    public static void Map(IReadOnlyList<TritonFields> samples, bool hasBatchDimension, TritonFields model, JsonObject keys)
    {
        if (samples.Count == 0) return;
        if (samples.Count > 1) model.Ignore($"{Field} after the first");
        var sample = samples[0];
        var rows = Math.Max(1, sample.Count("batch_size", least: 0) ?? 0);
        JsonObject shapes = [];
        foreach (var input in sample.Messages("inputs"))
        {
            var name = input.Text("key") ?? throw new TextFormatException(input.Position, "expected the 'key' of the input");
            if (input.Message("value") is not { } value) continue;
            if (MapShape(value, hasBatchDimension ? rows : null) is { Count: > 0 } shape) shapes[name] = shape;
            input.Finish();
        }

        if (shapes.Count > 0) keys[nameof(ModelConfiguration.WarmUpShapes)] = shapes;
        (_, _) = (sample.Text("name"), sample.Count("count", least: 0));
        sample.Finish();
    }

    private static JsonArray MapShape(TritonFields value, int? rows)
    {
        var dimensions = value.Numbers("dims");
        if (dimensions.Any(size => size < 1)) throw new TextFormatException(value.PositionOf("dims"), "expected sizes of at least 1 for 'dims'");
        _ = (value.Word("data_type"), value.Word("zero_data"), value.Word("random_data"));
        value.Finish();
        IEnumerable<long> shape = rows is { } first ? [first, .. dimensions] : dimensions;
        return new([.. shape.Select(size => JsonValue.Create(size))]);
    }
}
