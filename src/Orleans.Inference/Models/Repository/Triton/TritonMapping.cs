using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Says what a <c>ModelConfig</c> message says in keys of a <c>model.json</c>. The fields are those of Triton's <c>model_config.proto</c>.</summary>
internal sealed class TritonMapping(TritonFields fields, string folder)
{
    private const string OnnxRuntime = "onnxruntime";
    private const string OnnxRuntimePlatform = "onnxruntime_onnx";
    private const string EnsemblePlatform = "ensemble";
    private readonly JsonObject _keys = [];

    public DeclaredSignature Signature { get; private set; } = new(TritonConfiguration.FileName, [], []);

    public JsonObject Map()
    {
        CheckName();
        var ensemble = fields.Message(TritonConfiguration.Ensemble);
        MapBackend(ensemble is not null);
        if (fields.Text("default_model_filename") is { Length: > 0 } file) _keys[nameof(ModelConfiguration.ModelFile)] = file;
        if (fields.Message("version_policy") is { } versions) _keys[nameof(ModelConfiguration.Versions)] = MapVersions(versions);
        var maxBatchSize = fields.Count("max_batch_size", least: 0);
        if (ensemble is null) MapRuns(maxBatchSize);
        MapTensors(hasBatchDimension: maxBatchSize > 0);
        if (ensemble is not null) TritonEnsemble.Map(ensemble, Signature, _keys);
        NameParts();
        fields.Finish();
        return _keys;
    }

    // How an ensemble runs is a matter of the models of its steps.
    private void MapRuns(int? maxBatchSize)
    {
        TritonInstances.Map(fields.Messages("instance_group"), _keys);
        TritonBatching.Map(fields.Message("dynamic_batching"), maxBatchSize, _keys);
        TritonWarmUp.Map(fields.Messages("model_warmup"), maxBatchSize > 0, fields, _keys);
    }

    private void CheckName()
    {
        var expected = Path.GetFileName(folder);
        if (fields.Text("name") is not { Length: > 0 } name || name == expected) return;
        throw new TextFormatException(fields.PositionOf("name"), $"expected the name of the model's folder, '{expected}', found '{name}'");
    }

    private void MapBackend(bool isEnsemble)
    {
        var platform = fields.Text("platform") ?? "";
        var backend = fields.Text("backend") ?? "";
        if (platform is not ("" or OnnxRuntimePlatform or EnsemblePlatform)) throw Unsupported("platform", platform);
        if (backend is not ("" or OnnxRuntime)) throw Unsupported("backend", backend);
        if ((platform == EnsemblePlatform) != isEnsemble)
        {
            throw new TextFormatException(fields.PositionOf("platform"), $"expected both or neither of the platform '{EnsemblePlatform}' and '{TritonConfiguration.Ensemble}', found one");
        }

        if (isEnsemble) return;
        if (platform.Length > 0 || backend.Length > 0) _keys[nameof(ModelConfiguration.Backend)] = OnnxRuntime;
    }

    private TextFormatException Unsupported(string field, string value) =>
        new(fields.PositionOf(field), $"expected the backend '{OnnxRuntime}' or the platform '{OnnxRuntimePlatform}', which are supported, found the {field} '{value}'");

    private static JsonNode MapVersions(TritonFields policy)
    {
        var latest = policy.Message("latest");
        var specific = policy.Message("specific");
        var count = latest?.Count("num_versions", least: 0) ?? 1;
        var named = specific?.Numbers("versions") ?? [];
        var isAll = policy.Message("all") is not null;
        foreach (var choice in new[] { policy, latest, specific }) choice?.Finish();
        if (specific is null) return (isAll ? VersionPolicy.All : VersionPolicy.Latest(Math.Max(1, count))).ToString();
        if (named.Count == 0 || named.Any(version => version < 0)) throw new TextFormatException(specific.Position, "expected the numbers of versions in 'specific'");
        return new JsonArray([.. named.Select(version => JsonValue.Create($"{version}"))]);
    }

    private void MapTensors(bool hasBatchDimension)
    {
        var inputs = fields.Messages("input");
        var outputs = fields.Messages("output");
        if (TritonLabels.Read(outputs, folder) is { Count: > 0 } labels) _keys[nameof(ModelConfiguration.Labels)] = labels;
        Signature = new(
            TritonConfiguration.FileName,
            [.. inputs.Select(input => TritonTensors.Map(input, hasBatchDimension))],
            [.. outputs.Select(output => TritonTensors.Map(output, hasBatchDimension))]);
        foreach (var tensor in inputs.Concat(outputs)) tensor.Finish();
    }

    // What is in these is of all kinds: each of their parts is named by itself.
    private void NameParts()
    {
        fields.Message("optimization")?.Finish();
        foreach (var parameter in fields.Messages("parameters")) fields.Ignore($"parameters.{parameter.Text("key")}");
    }
}
