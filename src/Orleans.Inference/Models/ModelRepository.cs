namespace Orleans.Inference.Models;

/// <summary>Reads a folder of <c>NAME/VERSION/model.onnx</c>. The highest version of each model is served.</summary>
internal static class ModelRepository
{
    private const string ConfigurationFile = "model.json";

    /// <summary>Finds the models. A folder that cannot be served is an entry of its own, so that it is reported and the others are served.</summary>
    public static IEnumerable<ModelRepositoryEntry> Scan(string folder)
    {
        foreach (var model in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(model);
            if (!name.StartsWith('.')) yield return Read(model, name);
        }
    }

    public static IEnumerable<ModelRepositoryEntry> Find(string folder, string name) => Directory.Exists(Path.Combine(folder, name)) ? [Read(Path.Combine(folder, name), name)] : [];

    public static ModelRepositoryEntry? Find(string folder, string name, string version) => Find(folder, name).FirstOrDefault(entry => entry.Version == version);

    private static ModelRepositoryEntry Read(string folder, string name)
    {
        var version = "";
        try
        {
            version = Directory.EnumerateDirectories(folder)
                .Select(path => Path.GetFileName(path)!)
                .Where(candidate => ModelVersions.IsVersion(candidate))
                .Max(ModelVersions.Ascending);
            if (version is null) return Broken("", "it has no version: expected a folder whose name is a number, such as 1");
            var versionFolder = Path.Combine(folder, version);
            return new(name, version, new ModelDefinition
            {
                Name = name,
                Version = version,
                Folder = versionFolder,
                Configuration = ModelConfiguration.Read(Path.Combine(folder, ConfigurationFile), Path.Combine(versionFolder, ConfigurationFile)),
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ModelLoadException)
        {
            return Broken(version ?? "", exception.Message);
        }

        ModelRepositoryEntry Broken(string brokenVersion, string reason) => new(name, brokenVersion, Definition: null, reason);
    }
}
