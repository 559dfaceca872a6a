using System.Text.Json.Nodes;
using Orleans.Inference.Models.Repository.Triton;

namespace Orleans.Inference.Models.Repository;

/// <summary>Reads a model's folder: what is said of the model, and the versions that are served.</summary>
internal static class ModelFolder
{
    /// <summary>The versions that are served.</summary>
    public static IReadOnlyList<ModelRepositoryEntry> Read(string folder) => Read(folder, static (policy, versions) => policy.Select(versions));

    /// <summary>One version, whatever is said of it; <see langword="null"/> where it is not there.</summary>
    public static ModelRepositoryEntry? Read(string folder, string version) =>
        Read(folder, (_, versions) => versions.Where(candidate => candidate == version)).FirstOrDefault(entry => entry.Version == version);

    private static IReadOnlyList<ModelRepositoryEntry> Read(string folder, Func<VersionPolicy, IReadOnlyCollection<string>, IEnumerable<string>> select)
    {
        var name = Path.GetFileName(folder);
        List<string> versions = [];
        try
        {
            versions.AddRange(Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(candidate => ModelVersions.IsVersion(candidate)));
            var triton = TritonConfiguration.Find(folder);
            var keys = ConfigurationFiles.ReadModel(folder, triton?.Keys);
            if (versions.Count == 0) return [Broken(name, "", "it has no version: expected a folder whose name is a number, such as 1")];
            var wanted = select(ConfigurationFiles.Complete(keys, folder).Versions, versions);
            return [.. wanted.Select((version, index) => ReadVersion(folder, version, versions, keys, triton) with { Warning = index == 0 ? triton?.Warning ?? "" : "" })];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ModelLoadException)
        {
            return [Broken(name, versions.Max(ModelVersions.Ascending) ?? "", exception.Message)];
        }
    }

    private static ModelRepositoryEntry ReadVersion(string folder, string version, List<string> versions, JsonObject keys, TritonConfiguration? triton)
    {
        var name = Path.GetFileName(folder);
        if (!versions.Contains(version))
        {
            return Broken(name, version, $"Versions names it, but it has no such folder; there are: {string.Join(", ", versions.Order(ModelVersions.Ascending))}");
        }

        try
        {
            var versionFolder = Path.Combine(folder, version);
            return new(name, version, new ModelDefinition
            {
                Name = name,
                Version = version,
                Folder = versionFolder,
                Configuration = ConfigurationFiles.Complete(ConfigurationFiles.ReadVersion(versionFolder, keys), folder),
                Declared = triton?.Signature,
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ModelLoadException)
        {
            return Broken(name, version, exception.Message);
        }
    }

    private static ModelRepositoryEntry Broken(string name, string version, string reason) => new(name, version, Definition: null, reason);
}
