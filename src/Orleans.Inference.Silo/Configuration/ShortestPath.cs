namespace Orleans.Inference.Silo.Configuration;

/// <summary>Paths as a person in a folder would type them.</summary>
internal static class ShortestPath
{
    /// <summary>The shorter of the relative and the absolute path.</summary>
    public static string From(string folder, string file)
    {
        var absolute = Path.GetFullPath(file);
        var relative = Path.GetRelativePath(folder, absolute);
        return relative.Length <= absolute.Length ? relative : absolute;
    }
}
