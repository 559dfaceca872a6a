using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Inference.Models.Repository;

/// <summary>Tells, without reading them, whether the files in a model's folder are the same as before: by their names, lengths and times.</summary>
internal static class FolderFingerprint
{
    /// <summary>A folder whose files went away while it was looked at: it is like no other, and not like itself.</summary>
    public const string Moving = "moving";

    private static readonly EnumerationOptions AllFiles = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };

    /// <returns><see langword="null"/> for a folder that has no files: to be filled, or what is left of one.</returns>
    public static string? Of(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*", AllFiles).Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0) return null;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var file in files) Add(hash, folder, file);
            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Moving;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message; // what it is stays so until somebody changes it: whoever loads it says what is wrong
        }
    }

    private static void Add(IncrementalHash hash, string folder, string file)
    {
        FileInfo info = new(file);
        // A link says when it was made, not when the file did that it leads to.
        if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target) info = target;
        Span<byte> numbers = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, info.Exists ? info.Length : -1);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[sizeof(long)..], info.LastWriteTimeUtc.Ticks);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder, file)}\0{info.FullName}\0"));
        hash.AppendData(numbers);
    }
}
