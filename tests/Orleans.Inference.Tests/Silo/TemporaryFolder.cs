namespace Orleans.Inference.Tests.Silo;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orleans-inference-").FullName;

    public string Write(string file, string text = "")
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string Create(string folder) => Directory.CreateDirectory(System.IO.Path.Combine(Path, folder)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
