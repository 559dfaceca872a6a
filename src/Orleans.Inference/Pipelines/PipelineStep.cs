using System.Collections.Immutable;

namespace Orleans.Inference.Pipelines;

/// <summary>A step of a pipeline as its model was found when the pipeline was loaded.</summary>
/// <param name="Number">Where it stands in the <c>model.json</c>, from 1.</param>
/// <param name="Configuration">What that says of it.</param>
/// <param name="Metadata">Its model.</param>
/// <param name="Inputs">All of the model's inputs.</param>
/// <param name="Outputs">The outputs that make tensors, in the model's order.</param>
internal sealed record PipelineStep(
    int Number, StepConfiguration Configuration, ModelMetadata Metadata, ImmutableArray<PipelineLink> Inputs, ImmutableArray<PipelineLink> Outputs)
{
    public string Model => Configuration.Model;

    public string? Version => Configuration.Version;

    /// <summary>As in <c>step 2 'encode'</c>.</summary>
    public override string ToString() => Describe(Number, Configuration);

    /// <inheritdoc cref="ToString"/>
    public static string Describe(int number, StepConfiguration step) => $"step {number} '{step.Model}{(step.Version is { } version ? $"/{version}" : "")}'";
}
