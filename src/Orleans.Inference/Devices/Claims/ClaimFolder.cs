namespace Orleans.Inference.Devices.Claims;

/// <summary>
/// The folder in which the silos of a host claim devices: per device a file that its owner has locked, and one that says who that is, for a locked file cannot
/// be read. Neither is ever deleted: two silos could then lock two files of one name.
/// </summary>
internal sealed class ClaimFolder(string? path)
{
    private const string DefaultName = "orleans-inference-devices";
    private const UnixFileMode Everybody = UnixFileMode.StickyBit
        | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public string Path { get; } = System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(System.IO.Path.GetTempPath(), DefaultName));

    /// <summary>Locks a device until the stream is disposed or the process ends; <see langword="null"/> when somebody else has it locked.</summary>
    public FileStream? TryLock(string device)
    {
        Create();
        var file = PathOf(device, "lock");
        try
        {
            var held = SharedFile.Open(file, FileShare.None);
            if (!IsLocked(file))
            {
                held.Dispose();
                throw new IOException("its file system locks no files.");
            }

            return held;
        }
        catch (IOException exception) when (SharedFile.IsInUse(exception))
        {
            return null;
        }
    }

    /// <summary>Says who has the device locked.</summary>
    public void WriteOwner(string device, string owner)
    {
        using var stream = SharedFile.Open(PathOf(device, "owner"), FileShare.ReadWrite);
        stream.SetLength(0);
        using StreamWriter writer = new(stream);
        writer.WriteLine(owner);
    }

    /// <summary>Who has the device locked, as that silo says.</summary>
    public string ReadOwner(string device)
    {
        try
        {
            using StreamReader reader = new(new FileStream(PathOf(device, "owner"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            if (reader.ReadLine() is { Length: > 0 } owner) return owner;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has only just been locked.
        }

        return "another silo";
    }

    /// <summary>Whether a lock keeps others out: where a file system has no locks, taking one succeeds all the same.</summary>
    private static bool IsLocked(string file)
    {
        try
        {
            using var second = SharedFile.Open(file, FileShare.None);
            return false;
        }
        catch (IOException exception) when (SharedFile.IsInUse(exception))
        {
            return true;
        }
    }

    private void Create()
    {
        if (Directory.Exists(Path)) return;
        Directory.CreateDirectory(Path);
        if (OperatingSystem.IsWindows()) return;
        try
        {
            File.SetUnixFileMode(Path, Everybody);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's silo made it at the same moment, and opens it to everybody.
        }
    }

    private string PathOf(string device, string extension) =>
        System.IO.Path.Combine(Path, string.Concat(device.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')) + '.' + extension);
}
