using Orleans.Inference.Models.Repository;

namespace Orleans.Inference.Models;

/// <summary>Reads a folder of <c>NAME/VERSION/model.onnx</c>. Which versions of a model are served is said beside it; the highest one by default.</summary>
internal static class ModelRepository
{
    /// <summary>
    /// Finds the models, an entry for each version that is served. What cannot be served is an entry of its own, so that it is reported and the others are served.
    /// </summary>
    public static IEnumerable<ModelRepositoryEntry> Scan(string folder) =>
        Directory.EnumerateDirectories(folder).Where(IsModel).Order(StringComparer.Ordinal).SelectMany(ModelFolder.Read);

    /// <summary>Whether a folder in the repository is a model's: hidden ones are not.</summary>
    public static bool IsModel(string folder) => !Path.GetFileName(folder.AsSpan()).StartsWith('.');
}
