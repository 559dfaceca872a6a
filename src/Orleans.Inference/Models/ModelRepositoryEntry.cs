namespace Orleans.Inference.Models;

/// <summary>A model's folder: what can be loaded from it, or why nothing can.</summary>
internal sealed record ModelRepositoryEntry(string Name, string Version, ModelDefinition? Definition, string Reason = "");
