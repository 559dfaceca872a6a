using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>One step of a pipeline: a model, and what its inputs and outputs are called within the pipeline.</summary>
public sealed record StepConfiguration
{
    /// <summary>The model's name. It may be a pipeline itself.</summary>
    public required string Model { get; init; }

    /// <summary>The version; <see langword="null"/> (the default) for the highest one served.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Which tensor of the pipeline each of the model's inputs takes, by the input's name. Without any, which is the default, each takes the tensor of its own name.
    /// </summary>
    public ImmutableDictionary<string, string> Inputs { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Which tensor of the pipeline each of the model's outputs makes, by the output's name; an output that is not named makes none. Without any, which is the
    /// default, all make tensors of their own names.
    /// </summary>
    public ImmutableDictionary<string, string> Outputs { get; init; } = ImmutableDictionary<string, string>.Empty;
}
