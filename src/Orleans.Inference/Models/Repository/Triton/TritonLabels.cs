using System.Text.Json.Nodes;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Reads the files of labels that lie beside a <c>config.pbtxt</c>: a label a line.</summary>
internal static class TritonLabels
{
    private const string Field = "label_filename";

    public static JsonObject Read(IReadOnlyList<TritonFields> outputs, string folder)
    {
        JsonObject labels = [];
        foreach (var output in outputs)
        {
            if (output.Text(Field) is not { Length: > 0 } file || output.Text("name") is not { } name) continue;
            if (!ModelConfiguration.IsInsideFolder(file)) throw new TextFormatException(output.PositionOf(Field), $"expected the name of a file in the model's folder, found '{file}'");
            var path = Path.Combine(folder, file);
            if (!File.Exists(path)) throw new TextFormatException(output.PositionOf(Field), $"expected a file of labels, but there is no '{path}'");
            labels[name] = new JsonArray([.. ReadLines(path).Select(label => JsonValue.Create(label))]);
        }

        return labels;
    }

    private static IEnumerable<string> ReadLines(string file) => File.ReadAllLines(file).Reverse().SkipWhile(string.IsNullOrWhiteSpace).Reverse();
}
