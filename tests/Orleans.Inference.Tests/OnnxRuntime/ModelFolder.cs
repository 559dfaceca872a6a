using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Inference.ModelExporter.Onnx;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Tests.OnnxRuntime;

/// <summary>A folder of its own with one model in it, gone when disposed.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-inference-");

    public string Path => _folder.FullName;

    public string File => System.IO.Path.Combine(Path, "model.onnx");

    public static Device Cpu { get; } = new() { Name = "cpu", Kind = DeviceKind.Cpu, Index = 0, Threads = 1, Lanes = 1 };

    public static ModelFolder Of(OnnxModel model) => Of(model.ToBytes());

    public static ModelFolder Of(byte[] file)
    {
        ModelFolder folder = new();
        System.IO.File.WriteAllBytes(folder.File, file);
        return folder;
    }

    public static async Task<IModelSession> LoadAsync(OnnxModel model)
    {
        using var folder = Of(model);
        return await folder.LoadAsync();
    }

    public static Task<string> ProblemOf(OnnxModel model) => ProblemOf(model.ToBytes());

    public static async Task<string> ProblemOf(byte[] file)
    {
        using var folder = Of(file);
        return await folder.ProblemAsync();
    }

    public Task<IModelSession> LoadAsync(Device? device = null, CancellationToken cancellationToken = default) =>
        new OnnxRuntimeBackend(NullLogger<OnnxRuntimeBackend>.Instance)
            .LoadAsync(new() { Name = "test", Version = "1", Folder = Path, Configuration = new() }, device ?? Cpu, cancellationToken);

    /// <summary>Why the model cannot be served.</summary>
    public async Task<string> ProblemAsync(Device? device = null) =>
        (await Assert.ThrowsAsync<ModelLoadException>(() => LoadAsync(device))).Message;

    public void Dispose() => _folder.Delete(recursive: true);
}
