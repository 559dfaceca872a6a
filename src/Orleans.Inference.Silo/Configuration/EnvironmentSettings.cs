using System.Collections;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>
/// The environment variables that are settings: <c>SECTION__KEY</c> with a section of ours, and <c>URLS</c>. All others belong to somebody else.
/// </summary>
internal static class EnvironmentSettings
{
    private const string Delimiter = "__";

    public static SettingsLayer Read(IDictionary variables, IReadOnlyCollection<string> sections, string workingDirectory)
    {
        Dictionary<string, string?> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables.Cast<DictionaryEntry>().Select(entry => ((string)entry.Key, (string?)entry.Value)))
        {
            var end = name.IndexOf(Delimiter, StringComparison.Ordinal);
            var isSetting = end < 0
                ? string.Equals(name, HttpAddresses.Key, StringComparison.OrdinalIgnoreCase)
                : sections.Contains(name[..end], StringComparer.OrdinalIgnoreCase);
            if (isSetting) values[name.Replace(Delimiter, ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = value;
        }

        return new("environment", values, workingDirectory);
    }
}
