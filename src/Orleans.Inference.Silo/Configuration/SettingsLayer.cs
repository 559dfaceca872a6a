namespace Orleans.Inference.Silo.Configuration;

/// <summary>Settings that come from one place. Later layers win over earlier ones.</summary>
/// <param name="Name">The place as the operator calls it, to name it in problems.</param>
/// <param name="Values">The values by their full path, as in <c>Inference:MaxQueueLength</c>.</param>
/// <param name="Folder">Where relative paths in the values start.</param>
internal sealed record SettingsLayer(string Name, IReadOnlyDictionary<string, string?> Values, string Folder)
{
    public const string CommandLineName = "command line";

    /// <summary>What holds where nothing is said, beside the defaults of the options classes: a quiet log on single lines.</summary>
    public static SettingsLayer Defaults { get; } = new(
        "defaults",
        new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = nameof(LogLevel.Warning),
            ["Logging:LogLevel:Orleans.Inference"] = nameof(LogLevel.Information),
            ["Logging:Console:FormatterName"] = "simple",
            ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
        },
        AppContext.BaseDirectory);
}
