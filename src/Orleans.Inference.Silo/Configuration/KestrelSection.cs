namespace Orleans.Inference.Silo.Configuration;

/// <summary>The web server's own settings, such as the certificates of TLS.</summary>
internal static class KestrelSection
{
    public const string Key = "Kestrel";

    private static readonly string[] Files = ["Path", "KeyPath"];

    /// <summary>Files start in the folder of the file that names them, as all paths of the settings do.</summary>
    public static void Resolve(SettingNode settings)
    {
        if (settings.Find(Key) is not { } kestrel) return;
        foreach (var file in kestrel.Descendants().Where(static node => Files.Contains(node.Name, StringComparer.OrdinalIgnoreCase)))
        {
            if (file is { Value: { Length: > 0 } path, Layer: { } said }) file.Set(Path.GetFullPath(path, said.Folder), said);
        }
    }
}
