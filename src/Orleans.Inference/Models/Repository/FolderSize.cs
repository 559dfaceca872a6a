namespace Orleans.Inference.Models.Repository;

/// <summary>How large a version's files are: what its model takes of a device's memory at least, before it was ever measured.</summary>
internal static class FolderSize
{
    /// <returns>The bytes of all files; 0 where there is no folder, or it cannot be read.</returns>
    public static long Of(string? folder)
    {
        if (folder is null) return 0;
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static long Length(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : file.Length;
}
