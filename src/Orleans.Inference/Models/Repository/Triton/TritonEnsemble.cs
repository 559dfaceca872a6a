using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Ensembles: models of which one takes what another one gives, which are pipelines here.</summary>
internal static class TritonEnsemble
{
    private const long HighestVersion = -1;
    private const string Input = "input_map";
    private const string Output = "output_map";

    /// <param name="scheduling">The field <c>ensemble_scheduling</c>.</param>
    /// <param name="signature">The inputs and outputs that the ensemble declares, in the order that they keep.</param>
    /// <param name="keys">Where to say it.</param>
    public static void Map(TritonFields scheduling, DeclaredSignature signature, JsonObject keys)
    {
        var steps = scheduling.Messages("step");
        if (steps.Count == 0) throw new TextFormatException(scheduling.Position, $"expected a 'step' in '{TritonConfiguration.Ensemble}'");
        keys[nameof(ModelConfiguration.Steps)] = new JsonArray([.. steps.Select(MapStep)]);
        keys[nameof(ModelConfiguration.Inputs)] = NamesOf(signature.Inputs);
        keys[nameof(ModelConfiguration.Outputs)] = NamesOf(signature.Outputs);
        scheduling.Finish();
    }

    private static JsonNode MapStep(TritonFields step)
    {
        JsonObject keys = new()
        {
            [nameof(StepConfiguration.Model)] = step.Text("model_name") is { Length: > 0 } name ? name : throw new TextFormatException(step.Position, "expected the 'model_name' of the step"),
            [nameof(StepConfiguration.Inputs)] = MapTensors(step, Input),
            [nameof(StepConfiguration.Outputs)] = MapTensors(step, Output),
        };
        if (step.Number("model_version") is { } version and not HighestVersion)
        {
            if (version < 0) throw new TextFormatException(step.PositionOf("model_version"), $"expected the number of a version, or {HighestVersion} for the highest one, for 'model_version', found {version}");
            keys[nameof(StepConfiguration.Version)] = $"{version}";
        }

        step.Finish();
        return keys;
    }

    // Without any, a step would take the tensors of its model's own names: Triton refuses such a step.
    private static JsonObject MapTensors(TritonFields step, string field)
    {
        JsonObject tensors = [];
        foreach (var pair in step.Messages(field))
        {
            var (key, value) = (pair.Text("key"), pair.Text("value"));
            if (string.IsNullOrEmpty(key) || string.IsNullOrEmpty(value)) throw new TextFormatException(pair.Position, $"expected 'key', the name that the model has for it, and 'value', that of the ensemble's tensor, in '{field}'");
            if (!tensors.TryAdd(key, JsonValue.Create(value))) throw new TextFormatException(pair.Position, $"expected each key once in '{field}', found '{key}' again");
            pair.Finish();
        }

        return tensors.Count > 0 ? tensors : throw new TextFormatException(step.Position, $"expected an '{field}' of the step");
    }

    private static JsonArray NamesOf(IEnumerable<DeclaredTensor> tensors) => [.. tensors.Select(tensor => JsonValue.Create(tensor.Name))];
}
