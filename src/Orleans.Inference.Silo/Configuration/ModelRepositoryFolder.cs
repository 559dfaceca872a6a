namespace Orleans.Inference.Silo.Configuration;

/// <summary>The model repository's folder: a relative path starts where it was written, and the default lies beside the program.</summary>
internal static class ModelRepositoryFolder
{
    public const string DefaultFolder = "models";

    /// <summary>Writes the full path into the settings.</summary>
    /// <exception cref="SettingsException">There is no such folder.</exception>
    public static void Resolve(SettingNode settings, string programFolder)
    {
        var node = settings.Descend(SettingKeys.ModelRepository);
        var folder = node is { Value: { Length: > 0 } path, Layer: { } layer }
            ? Path.GetFullPath(path, layer.Folder)
            : Path.Combine(programFolder, DefaultFolder);
        if (node.Value is "" || !Directory.Exists(folder))
        {
            var said = $"{Problem.At(node)} is {Problem.Quote(node.Value ?? "null")};";
            var missing = node.Value is "" ? "" : $" there is no folder {folder}, and";
            throw new SettingsException($"{said}{missing} it must be a folder of NAME/VERSION/model.onnx.");
        }

        node.Set(folder, node.Layer ?? SettingsLayer.Defaults);
    }
}
