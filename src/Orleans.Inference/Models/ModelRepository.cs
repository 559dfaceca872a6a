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

    /// <summary>A model in the versions that are served; empty where there is no such model.</summary>
    /// <remarks>A name may come from anywhere: it is compared with those that there are, and never made a path.</remarks>
    public static IReadOnlyList<ModelRepositoryEntry> Find(string folder, string name) => FindFolder(folder, name) is { } model ? ModelFolder.Read(model) : [];

    /// <summary>One version of a model, whether or not it is said to be served.</summary>
    public static ModelRepositoryEntry? Find(string folder, string name, string version) => FindFolder(folder, name) is { } model ? ModelFolder.Read(model, version) : null;

    /// <summary>Whether a folder in the repository is a model's: hidden ones are not.</summary>
    public static bool IsModel(string folder) => !Path.GetFileName(folder.AsSpan()).StartsWith('.');

    private static string? FindFolder(string folder, string name) => Directory.EnumerateDirectories(folder).FirstOrDefault(model => IsModel(model) && Path.GetFileName(model) == name);
}
