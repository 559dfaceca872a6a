using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>
/// Writes down every execution as it begins, 8 bytes with the request's id, in a file of this process. What is written outlives the process, however it ends.
/// </summary>
internal sealed class ExecutionRecord : IDisposable
{
    public const string Extension = ".executions";
    private readonly SafeFileHandle _file;
    private long _length;

    public ExecutionRecord(string folder) =>
        _file = File.OpenHandle(Path.Combine(folder, $"{Environment.ProcessId}{Extension}"), FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <returns>Which execution of this process it is, from 1.</returns>
    public long Add(long id)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, id);
        var end = Interlocked.Add(ref _length, sizeof(long));
        RandomAccess.Write(_file, bytes, end - sizeof(long));
        return end / sizeof(long);
    }

    public void Dispose() => _file.Dispose();
}
