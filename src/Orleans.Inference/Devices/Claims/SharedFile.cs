namespace Orleans.Inference.Devices.Claims;

/// <summary>A file that the silos of all users of a host open.</summary>
internal static class SharedFile
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Opens it for writing, and makes it first if need be.</summary>
    /// <exception cref="IOException">Among others, what <see cref="IsInUse"/> recognizes.</exception>
    public static FileStream Open(string path, FileShare share)
    {
        if (new FileInfo(path).LinkTarget is not null) throw new IOException($"'{path}' is a link, which may lead anywhere.");
        if (!File.Exists(path))
        {
            try
            {
                return Create(path, share);
            }
            catch (IOException exception) when (!IsInUse(exception) && File.Exists(path))
            {
                // Another silo was faster.
            }
        }

        // Not OpenOrCreate, which Linux may refuse for another user's file in a folder that is open to everybody.
        return new(path, FileMode.Open, FileAccess.ReadWrite, share);
    }

    /// <summary>Whether a file could not be opened because of how others have it open.</summary>
    public static bool IsInUse(IOException exception) => exception.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020)
        : OperatingSystem.IsLinux() ? 11
        : 35);

    private static FileStream Create(string path, FileShare share)
    {
        FileStream stream = new(path, FileMode.CreateNew, FileAccess.ReadWrite, share);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, Mode); // whatever the process takes from new files
        return stream;
    }
}
