namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>A folder that is deleted after use.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orleans-inference-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
