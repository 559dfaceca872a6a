using System.Collections.Immutable;
using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Silo.Summary;

/// <summary>A line to try the silo with, which works as it is in the shell of who started it.</summary>
internal sealed class CurlLine(string url, string workingDirectory, string temporaryFolder)
{
    public const int MaxLength = 120;

    public string For(Example? example, ImmutableArray<ModelMetadata> models) => example switch
    {
        not null => Infer(example),
        _ when models.IsEmpty => $"curl {url}/v2/health/ready",
        _ => $"curl {ShellWord.Of($"{url}/v2/models/{Uri.EscapeDataString(models[0].Name)}")}",
    };

    private string Infer(Example example)
    {
        var file = example.Files.Select(path => ShortestPath.From(workingDirectory, path)).MinBy(path => path.Length)!;
        var target = $"{url}/v2/models/{Uri.EscapeDataString(example.Model)}/infer";
        // curl takes an address without a scheme for http.
        string[] lines = [Line(file, target), Line(file, target.Replace("http://", "", StringComparison.Ordinal))];
        return lines.FirstOrDefault(line => line.Length <= MaxLength) ?? (Copy(example.Files[0]) is { } copy ? Line(copy, target) : lines[1]);

        static string Line(string file, string target) => $"curl -d {ShellWord.Of($"@{file}")} {target}";
    }

    /// <summary>A copy at a short path, for who stands too far away from the file.</summary>
    private string? Copy(string file)
    {
        var copy = Path.Combine(temporaryFolder, "orleans-inference-digits.json");
        try
        {
            // Never overwrites: in a folder that all users share, a file of that name may be somebody else's.
            if (!File.Exists(copy)) File.Copy(file, copy, overwrite: false);
            return File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(file)) ? copy : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
