using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference;

public sealed partial record ModelConfiguration
{
    /// <summary>
    /// The steps of a pipeline: models that are run one after another, with the tensors of one given to the next. In any order: a step runs when what it takes is
    /// there. None by default: the model is no pipeline.
    /// </summary>
    public ImmutableArray<StepConfiguration> Steps { get; init; } = [];

    /// <summary>The inputs of a pipeline, in order, each a tensor that a step takes and none makes; by default all of those.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>The outputs of a pipeline, in order, each a tensor that a step makes; by default those that no step takes.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>Whether the model is a pipeline of others.</summary>
    internal bool IsPipeline => !Steps.IsDefaultOrEmpty;

    private void ValidateSteps()
    {
        for (var i = 0; !Steps.IsDefault && i < Steps.Length; i++)
        {
            var step = Steps[i] ?? throw new JsonException($"$.Steps[{i}] is null");
            if (step.Model.Length == 0) throw new JsonException($"$.Steps[{i}].Model is empty");
            if (step.Version is { } version && !ModelVersions.IsVersion(version)) throw new JsonException($"$.Steps[{i}].Version is '{version}', expected a number, as the version's folder is named");
            CheckTensors($"$.Steps[{i}].Inputs", [.. step.Inputs.Values]);
            CheckTensors($"$.Steps[{i}].Outputs", [.. step.Outputs.Values]);
        }

        CheckTensors("$.Inputs", Inputs);
        CheckTensors("$.Outputs", Outputs);
    }

    /// <summary>Keys that have no meaning for what the model is would be passed over in silence.</summary>
    /// <exception cref="ModelLoadException">There are some.</exception>
    internal ModelConfiguration CheckPipeline()
    {
        if (!IsPipeline)
        {
            if (Inputs.IsDefaultOrEmpty && Outputs.IsDefaultOrEmpty) return this;
            throw new ModelLoadException("model.json names the inputs or outputs of a pipeline, but no Steps");
        }

        (string Key, bool IsGiven)[] others =
        [
            (nameof(Backend), Backend != new ModelConfiguration().Backend),
            (nameof(MemoryBytes), MemoryBytes is not null),
            (nameof(MaxBatchSize), MaxBatchSize is not null),
            (nameof(MaxQueueDelay), MaxQueueDelay != TimeSpan.Zero),
            (nameof(PreferredBatchSizes), !PreferredBatchSizes.IsDefaultOrEmpty),
            (nameof(BatchBuckets), !BatchBuckets.IsDefaultOrEmpty),
            (nameof(Padding), Padding is not null),
            (nameof(Text), Text is not null),
            (nameof(Weight), Weight != DefaultWeight),
            (nameof(MaxQueueLength), MaxQueueLength is not null),
            (nameof(Instances), Instances is not null),
            (nameof(WarmUpShapes), !WarmUpShapes.IsEmpty),
        ];
        foreach (var (key, isGiven) in others)
        {
            if (isGiven) throw new ModelLoadException($"model.json has Steps and {key}, which belongs to the models of the steps");
        }

        return this;
    }

    private static void CheckTensors(string key, ImmutableArray<string> names)
    {
        for (var i = 0; !names.IsDefault && i < names.Length; i++)
        {
            if (string.IsNullOrEmpty(names[i])) throw new JsonException($"{key} has a tensor without a name");
        }
    }
}
