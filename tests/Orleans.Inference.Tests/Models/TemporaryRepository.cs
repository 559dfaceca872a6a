using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

/// <summary>A model repository in a folder of its own, gone with the test.</summary>
internal sealed class TemporaryRepository : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("orleans-inference-").FullName;

    /// <summary>Makes a version's folder, with the file of a model in it.</summary>
    public TemporaryRepository With(string path) => With($"{path}/model.onnx", "");

    public TemporaryRepository With(string path, string content) => With(path, System.Text.Encoding.UTF8.GetBytes(content));

    public TemporaryRepository With(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllBytes(PathOf(path), content);
        return this;
    }

    public string PathOf(string path) => Path.Combine([Folder, .. path.Split('/')]);

    public IReadOnlyList<ModelRepositoryEntry> Scan() => [.. ModelRepository.Scan(Folder)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
