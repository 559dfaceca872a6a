using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Orleans.Inference.Models.Repository.Triton;

namespace Orleans.Inference.Models.Repository;

/// <summary>
/// Tells whether two copies of a version are the same: a hash of all files in its folder, their names, and what the model's folder says beside it.
/// </summary>
internal static class ContentHash
{
    private const int BufferSize = 1 << 20;
    private const int Characters = 16;

    private static readonly EnumerationOptions AllFiles = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };

    /// <summary>Computes it, without ever holding more of a file than a piece.</summary>
    /// <param name="versionFolder">The version's folder, in the model's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>16 hexadecimal characters.</returns>
    /// <exception cref="IOException">A file cannot be read, or it changed meanwhile.</exception>
    public static async Task<string> ComputeAsync(string versionFolder, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            foreach (var (name, path) in FindFiles(versionFolder)) await AddAsync(hash, name, path, buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Characters];
    }

    private static IEnumerable<(string Name, string Path)> FindFiles(string versionFolder)
    {
        var model = Path.GetDirectoryName(Path.GetFullPath(versionFolder))!;
        var beside = new[] { ConfigurationFiles.FileName, TritonConfiguration.FileName }.Select(name => ($"../{name}", Path.Combine(model, name))).Where(file => File.Exists(file.Item2));
        return Directory.EnumerateFiles(versionFolder, "*", AllFiles)
            .Select(path => (Path.GetRelativePath(versionFolder, path).Replace(Path.DirectorySeparatorChar, '/'), path))
            .Concat(beside)
            .OrderBy(file => file.Item1, StringComparer.Ordinal);
    }

    private static async Task AddAsync(IncrementalHash hash, string name, string path, byte[] buffer, CancellationToken cancellationToken)
    {
        await using FileStream file = new(path, new FileStreamOptions
        {
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        });
        var length = file.Length;
        AddText(hash, name);
        AddNumber(hash, length);
        var left = length;
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0; left -= read) hash.AppendData(buffer, 0, read);
        if (left != 0) throw new IOException($"'{path}' changed while it was read");
    }

    // With their lengths in front, so that no two lists of files look the same.
    private static void AddText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AddNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
