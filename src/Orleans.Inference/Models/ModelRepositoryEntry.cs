namespace Orleans.Inference.Models;

/// <summary>A version of a model in the repository: what can be loaded, or why nothing can.</summary>
internal sealed record ModelRepositoryEntry(string Name, string Version, ModelDefinition? Definition, string Reason = "")
{
    /// <summary>What the operator should know of a model that is served all the same; on the first of the model's entries, else empty.</summary>
    public string Warning { get; init; } = "";
}
