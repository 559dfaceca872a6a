using System.Text.Json;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Finds and reads <c>silo.json</c>.</summary>
internal static class SiloFile
{
    public const string FileName = "silo.json";

    /// <summary>The file named by <c>--config</c>, else the one in the working directory, else the one beside the program.</summary>
    /// <exception cref="SettingsException">The file named is not there.</exception>
    public static string? Find(string? named, string workingDirectory, string programFolder)
    {
        if (named is null)
            return new[] { workingDirectory, programFolder }.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists);

        var file = Path.GetFullPath(named, workingDirectory);
        return File.Exists(file) ? file : throw new SettingsException($"--config is {Problem.Quote(named)}; there is no file {file}.");
    }

    /// <param name="file">The file.</param>
    /// <param name="shown">How problems name it.</param>
    /// <exception cref="SettingsException">It cannot be read or is not JSON.</exception>
    public static SettingsLayer Read(string file, string shown)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var root = new ConfigurationBuilder().AddJsonStream(stream).Build();
            return new(shown, Leaves(root).ToDictionary(StringComparer.OrdinalIgnoreCase), Path.GetDirectoryName(file)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{shown} cannot be read: {exception.Message}");
        }
        catch (JsonException exception)
        {
            throw new SettingsException($"{shown}, line {exception.LineNumber + 1}: {exception.Message.Split(" LineNumber:")[0]}");
        }
        catch (FormatException exception)
        {
            throw new SettingsException($"{shown}: {exception.Message}");
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Leaves(IConfiguration section) => section.GetChildren().SelectMany(child =>
        child.GetChildren().Any() ? Leaves(child) : [new(child.Path, child.Value)]);
}
