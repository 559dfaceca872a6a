using System.Collections;
using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Silo.Status;

/// <summary>Which silo is asked: the one at <c>--urls</c>, else the one that these settings would start.</summary>
internal static class StatusAddress
{
    /// <exception cref="SettingsException">The address is no address, or an option has no effect here.</exception>
    public static Uri Of(CommandLine commandLine, IDictionary environment, string workingDirectory, string programFolder)
    {
        if (commandLine.Settings.Keys.FirstOrDefault(key => !string.Equals(key, HttpAddresses.Key, StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new SettingsException($"--{other} has no effect on status, which takes --urls, --config and --instance.");

        if (commandLine.Settings.TryGetValue(HttpAddresses.Key, out var typed)) return Typed(typed ?? "");
        var settings = SettingsLayers.Read(commandLine, environment, workingDirectory, programFolder).Root;
        if (settings.Find(HttpAddresses.Key) is { } urls && HttpAddresses.Shape.Check(urls).FirstOrDefault() is { } problem) throw new SettingsException(problem);
        InstancePorts.Apply(settings, commandLine.Instance);
        return new(HttpAddresses.Reachable(HttpAddresses.Split(settings.ValueOf(HttpAddresses.Key)!)[0]));
    }

    // Any machine may be asked, by its name too; what a silo listens on, such as *, is understood as well.
    private static Uri Typed(string typed)
    {
        if (HttpAddresses.Shape.Accepts(typed)) return new(HttpAddresses.Reachable(HttpAddresses.Split(typed)[0]));
        return Uri.TryCreate(typed, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new SettingsException($"--urls is {Problem.Quote(typed)}; it must be the address of a silo's API, such as {HttpAddresses.Default}.");
    }
}
