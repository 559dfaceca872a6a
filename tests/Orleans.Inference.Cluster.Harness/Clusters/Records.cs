using System.Buffers.Binary;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Clusters;

/// <summary>Reads what the silos of a cluster wrote down, those that are gone among them.</summary>
internal sealed class Records(string folder)
{
    public string Folder => folder;

    /// <summary>The requests that a process began to execute, in that order.</summary>
    public IReadOnlyList<long> ExecutionsOf(int processId) => ReadExecutions(Path.Combine(folder, $"{processId}{ExecutionRecord.Extension}"));

    /// <summary>The requests from one id to another that any process began to execute, as often as it did.</summary>
    public IReadOnlyList<long> Executions(long first, long count) =>
        [.. Directory.EnumerateFiles(folder, $"*{ExecutionRecord.Extension}").SelectMany(ReadExecutions).Where(id => id >= first && id < first + count)];

    /// <summary>How often workers were activated on a process.</summary>
    public int ActivationsOf(int processId)
    {
        var file = Path.Combine(folder, $"{processId}{ActivationRecord.Extension}");
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }

    private static long[] ReadExecutions(string file)
    {
        var bytes = File.Exists(file) ? File.ReadAllBytes(file) : [];
        return [.. bytes.Chunk(sizeof(long)).Where(chunk => chunk.Length == sizeof(long)).Select(chunk => BinaryPrimitives.ReadInt64LittleEndian(chunk))];
    }
}
