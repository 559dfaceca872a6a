using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>No worker knows the model, or not in that version.</summary>
[GenerateSerializer, Alias("inference.ModelNotFoundException")]
public sealed class ModelNotFoundException : InferenceException
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The name asked for.</param>
    /// <param name="version">The version asked for, if any.</param>
    /// <param name="available">What there is: the versions of that model if it exists, else the models.</param>
    public ModelNotFoundException(string model, string? version, ImmutableArray<string> available)
        : base(version is null
            ? $"There is no model '{model}'. There {(available.IsEmpty ? "is none at all" : $"are: {string.Join(", ", available)}")}."
            : $"There is no version '{version}' of the model '{model}'. There {(available.IsEmpty ? "is none at all" : $"are: {string.Join(", ", available)}")}.")
    {
        Model = model;
        Version = version;
        Available = available;
    }

    /// <summary>Makes the error of an alias that points to what is not there.</summary>
    /// <param name="alias">The alias asked for.</param>
    /// <param name="target">The error of what it points to.</param>
    internal ModelNotFoundException(string alias, ModelNotFoundException target)
        : base($"The alias '{alias}' points to {new ModelKey(target.Model, target.Version ?? "")}. {target.Message}") =>
        (Model, Version, Available) = (target.Model, target.Version, target.Available);

    /// <summary>The name asked for.</summary>
    [Id(0)]
    public string Model { get; }

    /// <summary>The version asked for, if any.</summary>
    [Id(1)]
    public string? Version { get; }

    /// <summary>What there is: the versions of that model if it exists, else the models.</summary>
    [Id(2)]
    public ImmutableArray<string> Available { get; }
}
