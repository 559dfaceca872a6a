using System.Globalization;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Rollout;

/// <summary>A repository of its own, whose models come and go; gone when disposed.</summary>
internal sealed class RolloutRepository : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inference-rollout-");

    public string Path => _folder.FullName;

    /// <summary>Adds a version of a model: a copy of a sample model's file.</summary>
    public string Add(string name, int version, SampleModel sample, string? configuration = null)
    {
        var folder = FolderOf(name, version);
        Directory.CreateDirectory(folder);
        var file = System.IO.Path.Combine(folder, "model.onnx");
        File.Copy(sample.File, file);
        Configure(name, configuration);
        return file;
    }

    /// <summary>Adds a model that is code.</summary>
    public void AddCode(string name, string configuration)
    {
        Directory.CreateDirectory(FolderOf(name, 1));
        Configure(name, configuration);
    }

    public void Remove(string name, int version) => Directory.Delete(FolderOf(name, version), recursive: true);

    public void Dispose() => _folder.Delete(recursive: true);

    private void Configure(string name, string? configuration)
    {
        if (configuration is not null) File.WriteAllText(System.IO.Path.Combine(Path, name, "model.json"), configuration);
    }

    private string FolderOf(string name, int version) => System.IO.Path.Combine(Path, name, version.ToString(CultureInfo.InvariantCulture));
}
