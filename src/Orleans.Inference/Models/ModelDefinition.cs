using Orleans.Inference.Models;

namespace Orleans.Inference;

/// <summary>A version of a model that can be loaded.</summary>
public sealed record ModelDefinition
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>The version's folder; <see langword="null"/> for a model that is code.</summary>
    public string? Folder { get; init; }

    /// <summary>What its <c>model.json</c> says.</summary>
    public required ModelConfiguration Configuration { get; init; }

    /// <summary>Inputs and outputs as a file beside the model declares them, to be compared with the model's own; <see langword="null"/> where none does.</summary>
    internal DeclaredSignature? Declared { get; init; }
}
