using System.Text.Json;

namespace Orleans.Inference.Embedding.Tests.Packages;

/// <summary>The package versions that this project was restored with.</summary>
internal static class CentralVersions
{
    private static readonly JsonElement Assets = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "Orleans.Inference.Embedding.Tests", "obj", "project.assets.json"))).RootElement;

    /// <summary>The folder that packages are unpacked to.</summary>
    public static string Cache => Assets.GetProperty("packageFolders").EnumerateObject().First().Name;

    public static string Of(string package) => Assets.GetProperty("libraries").EnumerateObject()
        .Select(library => library.Name.Split('/'))
        .First(library => string.Equals(library[0], package, StringComparison.OrdinalIgnoreCase))[1];
}
