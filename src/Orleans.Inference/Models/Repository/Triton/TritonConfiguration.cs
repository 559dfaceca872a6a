using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>What the <c>config.pbtxt</c> of a Triton repository says about a model, in the terms used here.</summary>
/// <param name="Keys">Keys of a <c>model.json</c> that say the same.</param>
/// <param name="Signature">The inputs and outputs it declares.</param>
/// <param name="Tree">All it says, as it stands there.</param>
internal sealed record TritonConfiguration(JsonObject Keys, DeclaredSignature Signature, TextMessage Tree)
{
    public const string FileName = "config.pbtxt";
    public const string Ensemble = "ensemble_scheduling";

    /// <summary>The fields that have no effect, in one sentence; empty where all have.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Reads the file in a model's folder.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="ModelLoadException">The file is malformed or wrong; the message names file and place, and what was expected.</exception>
    public static TritonConfiguration? Find(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) return null;
        try
        {
            var tree = TextFormat.Parse(File.ReadAllText(file));
            List<string> unsupported = [];
            var mapping = new TritonMapping(new(tree, "", unsupported), folder);
            var configuration = new TritonConfiguration(mapping.Map(), mapping.Signature, tree) { Warning = Warn(Path.GetFileName(folder), unsupported) };
            ConfigurationFiles.Check(configuration.Keys);
            return configuration;
        }
        catch (TextFormatException exception)
        {
            throw new ModelLoadException($"{file}, {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw new ModelLoadException($"{file} is wrong: {exception.Message}", exception);
        }
    }

    private static string Warn(string model, List<string> unsupported) => unsupported.Count == 0
        ? ""
        : $"{FileName} of '{model}' has fields that are not supported and are ignored: {string.Join(", ", unsupported.Distinct(StringComparer.Ordinal))}";
}
