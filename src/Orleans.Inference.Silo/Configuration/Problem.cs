using System.Text;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Words problems so that each is one line that names the place, the key and the value.</summary>
internal static class Problem
{
    private const int ShownLength = 80;

    /// <summary>The subject of a problem: where the key was said, and its path.</summary>
    public static string At(SettingNode node) => node.Origin is { } layer ? $"{layer.Name}: {node.Path}" : node.Path;

    public static string Quote(string value)
    {
        StringBuilder shown = new("\"");
        foreach (var character in value.AsSpan(0, Math.Min(value.Length, ShownLength)))
            shown.Append(char.IsControl(character) ? ' ' : character);
        return shown.Append(value.Length > ShownLength ? "…\"" : "\"").ToString();
    }
}
