using System.Collections.Immutable;

namespace Orleans.Inference.Silo.Summary;

/// <summary>A request that lies beside a model, ready to be sent.</summary>
/// <param name="Model">The model.</param>
/// <param name="Files">The file, in every place where it is found.</param>
/// <param name="Scan">The scan in it.</param>
internal sealed record Example(string Model, ImmutableArray<string> Files, Scan? Scan)
{
    private const string ModelName = "digits", FileName = "request.json";

    /// <summary>How far above the program its source lies: <c>bin/Release/net10.0</c>, and one for a runtime identifier.</summary>
    private const int SourceDepth = 4;

    /// <summary>The example of the <c>digits</c> model, if it is served from the repository.</summary>
    public static Example? Find(string repository, string programFolder, ImmutableArray<ModelMetadata> models)
    {
        var file = Path.Combine(repository, ModelName, FileName);
        if (!models.Any(model => model.Name == ModelName) || !File.Exists(file)) return null;
        return new(ModelName, [file, .. Sources(file, programFolder)], Scan.Read(file));
    }

    /// <summary>The same file in the source tree that the program was built in: its path is shorter and known to who typed <c>dotnet run</c>.</summary>
    private static IEnumerable<string> Sources(string file, string programFolder)
    {
        var relative = Path.GetRelativePath(programFolder, file);
        if (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)) yield break;
        var folder = Path.TrimEndingDirectorySeparator(programFolder);
        for (var level = 0; level < SourceDepth && Path.GetDirectoryName(folder) is { } parent; level++)
        {
            folder = parent;
            var source = Path.Combine(folder, relative);
            if (File.Exists(source) && File.ReadAllBytes(source).AsSpan().SequenceEqual(File.ReadAllBytes(file))) yield return source;
        }
    }
}
