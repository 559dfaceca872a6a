using System.Globalization;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>What was typed: the role, <c>--config</c>, <c>--instance</c>, <c>--urls</c>, <c>--dispatch-method</c>, and settings by their path as in <c>--Inference:Devices cpu</c>.</summary>
internal sealed record CommandLine
{
    public const int MaxInstance = 999;

    private const string Config = "config", InstanceName = "instance", Urls = "urls", DispatchMethod = "dispatch-method", HelpName = "help", VersionName = "version";

    private static readonly string[] Roles = [.. Enum.GetNames<Role>().Select(name => name.ToLowerInvariant())];

    public Role Role { get; private init; }

    public bool Help { get; private init; }

    public bool Version { get; private init; }

    public string? ConfigFile { get; private init; }

    public int Instance { get; private init; }

    public IReadOnlyDictionary<string, string?> Settings { get; private init; } = new Dictionary<string, string?>();

    /// <exception cref="SettingsException">The role or an option is unknown, or an option lacks its value or has a wrong one.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        var hasRole = arguments is [['-', ..] or "", ..] or [] ? 0 : 1;
        CommandLine parsed = new() { Settings = settings, Role = hasRole == 0 ? Role.Silo : ParseRole(arguments[0]) };
        for (var i = hasRole; i < arguments.Count; i++)
        {
            var argument = arguments[i] == "-h" ? $"--{HelpName}" : arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                throw new SettingsException($"{Problem.Quote(argument)} is not an option{(IsRole(argument) ? ": a role is the first word" : "")}. See --help.");

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            if (Is(name, HelpName) || Is(name, VersionName))
            {
                parsed = parsed with { Help = parsed.Help || Is(name, HelpName), Version = parsed.Version || Is(name, VersionName) };
                continue;
            }

            if (!Is(name, Config) && !Is(name, InstanceName) && !Is(name, Urls) && !Is(name, DispatchMethod) && !name.Contains(':', StringComparison.Ordinal)) throw Unknown(name);
            if (equals < 0 && ++i == arguments.Count) throw new SettingsException($"--{name} needs a value: --{name} VALUE. See --help.");
            var value = equals < 0 ? arguments[i] : argument[(equals + 1)..];
            if (Is(name, Config)) parsed = parsed with { ConfigFile = value };
            else if (Is(name, InstanceName)) parsed = parsed with { Instance = ParseInstance(value) };
            else settings[Is(name, DispatchMethod) ? SettingKeys.DispatchPolicy : name] = value;
        }

        return parsed;
    }

    private static bool Is(string name, string option) => string.Equals(name, option, StringComparison.OrdinalIgnoreCase);

    private static bool IsRole(string value) => Roles.Contains(value, StringComparer.Ordinal);

    private static Role ParseRole(string value)
    {
        if (IsRole(value)) return Enum.Parse<Role>(value, ignoreCase: true);
        var near = NearestName.Of(value, Roles) is { } meant ? $" Did you mean {meant}?" : "";
        throw new SettingsException($"{Problem.Quote(value)} is not a role.{near} There are {string.Join(", ", Roles)}. See --help.");
    }

    private static int ParseInstance(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var instance) && instance <= MaxInstance
            ? instance
            : throw new SettingsException($"--instance is {Problem.Quote(value)}; it must be a whole number from 0 to {MaxInstance}.");

    private static SettingsException Unknown(string name)
    {
        string[] options = [Config, InstanceName, Urls, DispatchMethod, HelpName, VersionName];
        var near = NearestName.Of(name, options) is { } meant ? $" Did you mean --{meant}?" : "";
        var known = string.Join(", ", options.Select(option => $"--{option}"));
        return new($"--{name} is not an option.{near} There are {known}, and --SECTION:KEY VALUE for settings.");
    }
}
