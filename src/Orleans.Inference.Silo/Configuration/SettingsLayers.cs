using System.Collections;
using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Where settings come from: <c>silo.json</c>, over it the environment, over both the command line.</summary>
/// <param name="Root">All of them, merged.</param>
/// <param name="File">The file that was read; <see langword="null"/> when there is none.</param>
/// <param name="BaseSiloPort">The silo port without the command line: that of instance 0, by which the others join it.</param>
internal sealed record SettingsLayers(SettingNode Root, string? File, string? BaseSiloPort)
{
    /// <exception cref="SettingsException">The file is not there or cannot be read.</exception>
    public static SettingsLayers Read(CommandLine commandLine, IDictionary environment, string workingDirectory, string programFolder)
    {
        var file = SiloFile.Find(commandLine.ConfigFile, workingDirectory, programFolder);
        List<SettingsLayer> layers = [SettingsLayer.Defaults];
        if (file is not null) layers.Add(SiloFile.Read(file, ShortestPath.From(workingDirectory, file)));
        layers.Add(EnvironmentSettings.Read(environment, SiloSchema.Sections, workingDirectory));
        var baseSiloPort = SettingNode.Merge(layers).ValueOf(SettingKeys.SiloPort);
        layers.Add(new(SettingsLayer.CommandLineName, commandLine.Settings, workingDirectory));
        return new(SettingNode.Merge(layers, SettingKeys.Devices), file, baseSiloPort);
    }
}
