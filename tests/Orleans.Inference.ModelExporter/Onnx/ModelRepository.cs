using System.Globalization;

namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>Saves models into the folders that a server reads: <c>NAME/VERSION/model.onnx</c>.</summary>
public static class ModelRepository
{
    /// <summary>Writes the model and returns the path of its file.</summary>
    public static string Save(this OnnxModel model, string repository, string name, int version = 1)
    {
        var folder = Path.Combine(repository, name, version.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, model.ToBytes());
        return path;
    }
}
