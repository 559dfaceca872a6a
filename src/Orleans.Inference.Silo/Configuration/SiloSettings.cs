using System.Collections;
using System.Net;
using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>The settings of this process: merged, checked and complete.</summary>
internal sealed class SiloSettings
{
    private readonly SettingNode _root;

    private SiloSettings(SettingNode root, string? file, int instance, IPEndPoint? primary)
    {
        _root = root;
        File = file;
        Instance = instance;
        Primary = primary;
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(root.Flatten()).Build();
    }

    /// <summary>The file that was read; <see langword="null"/> when there is none.</summary>
    public string? File { get; }

    public int Instance { get; }

    /// <summary>The silo that holds the membership of the silos on this machine; <see langword="null"/> when a clustering provider is configured.</summary>
    public IPEndPoint? Primary { get; }

    public IConfiguration Configuration { get; }

    public string ModelRepository => Configuration[SettingKeys.ModelRepository]!;

    public DashboardSettings Dashboard => Configuration.GetSection(SettingKeys.Dashboard).Get<DashboardSettings>() ?? new();

    public IReadOnlyList<string> Urls => HttpAddresses.Split(Configuration[HttpAddresses.Key]!);

    public int SiloPort => Configuration.GetValue<int>(SettingKeys.SiloPort);

    /// <summary>0 for none.</summary>
    public int GatewayPort => Configuration.GetValue<int>(SettingKeys.GatewayPort);

    /// <summary>Merges <c>silo.json</c>, the environment and the command line, and checks every key and value.</summary>
    /// <exception cref="SettingsException">Something is wrong; every problem is in it.</exception>
    public static SiloSettings Load(CommandLine commandLine, IDictionary environment, string workingDirectory, string programFolder)
    {
        var file = SiloFile.Find(commandLine.ConfigFile, workingDirectory, programFolder);
        List<SettingsLayer> layers = [SettingsLayer.Defaults];
        if (file is not null) layers.Add(SiloFile.Read(file, ShortestPath.From(workingDirectory, file)));
        layers.Add(EnvironmentSettings.Read(environment, SiloSchema.Sections, workingDirectory));
        var baseSiloPort = SettingNode.Merge(layers).ValueOf(SettingKeys.SiloPort);
        layers.Add(new(SettingsLayer.CommandLineName, commandLine.Settings, workingDirectory));

        var root = SettingNode.Merge(layers, SettingKeys.Devices);
        Refuse(SiloSchema.Root.Check(root));
        Refuse(Clustering.Check(root));

        return Complete(root, file, commandLine.Instance, baseSiloPort, programFolder);
    }

    /// <summary>Puts the place where a key was said in front of what an options validator says about it.</summary>
    public string Locate(string failure) =>
        _root.Find(failure.Split(' ')[0])?.Origin is { } layer && layer != SettingsLayer.Defaults ? $"{layer.Name}: {failure}" : failure;

    /// <summary>Names the setting that Orleans says nothing of when it lacks a provider.</summary>
    public string LocateProvider(string failure) =>
        _root.Find(SettingKeys.Orleans)?.Descendants().FirstOrDefault(node =>
            node is { Name: ProviderShape.ProviderType, Value: { } type } && failure.Contains($"'{type}'", StringComparison.Ordinal)) is { } provider
            ? $"{Problem.At(provider)} is {Problem.Quote(provider.Value!)}: {failure}"
            : $"{SettingKeys.Orleans}: {failure}";

    private static void Refuse(IEnumerable<string> problems)
    {
        string[] found = [.. problems];
        if (found.Length > 0) throw new SettingsException(found);
    }

    private static SiloSettings Complete(SettingNode root, string? file, int instance, string? baseSiloPort, string programFolder)
    {
        if (root.Find(SettingKeys.Devices) is { } devices) DevicesShape.Expand(devices);
        ModelRepositoryFolder.Resolve(root, programFolder);
        if (root.Find(SettingKeys.DeviceClaims) is { Value.Length: > 0, Layer: { } said } claims) claims.Set(Path.GetFullPath(claims.Value, said.Folder), said);
        InstancePorts.Apply(root, instance);
        Clustering.AdvertiseLoopback(root);
        var primary = Clustering.Primary(root, instance, baseSiloPort);
        if (string.IsNullOrEmpty(root.ValueOf(SettingKeys.SiloName)))
            root.Descend(SettingKeys.SiloName).Set(Clustering.SiloName(primary is not null, instance), SettingsLayer.Defaults);
        return new(root, file, instance, primary);
    }
}
