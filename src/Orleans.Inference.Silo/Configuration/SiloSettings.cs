using System.Collections;
using System.Net;
using Orleans.Inference.Gateway;
using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>The settings of this process: merged, checked and complete.</summary>
internal sealed class SiloSettings
{
    private readonly SettingNode _root;

    private SiloSettings(SettingNode root, string? file, Role role, int instance, IPEndPoint? primary)
    {
        _root = root;
        File = file;
        Role = role;
        Instance = instance;
        Primary = primary;
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(root.Flatten()).Build();
    }

    /// <summary>The file that was read; <see langword="null"/> when there is none.</summary>
    public string? File { get; }

    public Role Role { get; }

    public int Instance { get; }

    /// <summary>The silo that holds the membership of the silos on this machine; <see langword="null"/> when a clustering provider is configured.</summary>
    public IPEndPoint? Primary { get; }

    /// <summary>The provider that holds the membership, and its connection string; <see langword="null"/> when it is none of those of this program.</summary>
    public (string Provider, string Connection)? MembershipStore =>
        _root.ValueOf(SettingKeys.ClusteringProvider) is { } provider && ClusteringProviders.Connection(_root, provider)?.Value is { } connection
            ? (provider, connection)
            : null;

    public IConfiguration Configuration { get; }

    /// <summary>The folder of models; <see langword="null"/> for a gateway, which has none.</summary>
    public string? ModelRepository => Configuration[SettingKeys.ModelRepository];

    public DashboardSettings Dashboard => Configuration.GetSection(SettingKeys.Dashboard).Get<DashboardSettings>() ?? new();

    public InferenceGatewayOptions Gateway => Configuration.GetSection(SettingKeys.Gateway).Get<InferenceGatewayOptions>() ?? new();

    public MetricsSettings Metrics => Configuration.GetSection(SettingKeys.Metrics).Get<MetricsSettings>() ?? new();

    public IReadOnlyList<string> Urls => HttpAddresses.Split(Configuration[HttpAddresses.Key]!);

    /// <summary>Where gRPC is served; <see langword="null"/> for nowhere.</summary>
    public string? GrpcUrl => Configuration[GrpcAddress.Key] is { Length: > 0 } url ? url : null;

    public int SiloPort => Configuration.GetValue<int>(SettingKeys.SiloPort);

    /// <summary>0 for none.</summary>
    public int GatewayPort => Configuration.GetValue<int>(SettingKeys.GatewayPort);

    /// <summary>Merges <c>silo.json</c>, the environment and the command line, and checks every key and value.</summary>
    /// <exception cref="SettingsException">Something is wrong; every problem is in it.</exception>
    public static SiloSettings Load(CommandLine commandLine, IDictionary environment, string workingDirectory, string programFolder)
    {
        var layers = SettingsLayers.Read(commandLine, environment, workingDirectory, programFolder);
        Refuse(SiloSchema.Root.Check(layers.Root));
        Refuse([.. Clustering.Check(layers.Root), .. RoleSettings.Check(layers.Root, commandLine.Role)]);

        return Complete(layers, commandLine, programFolder);
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

    private static SiloSettings Complete(SettingsLayers layers, CommandLine commandLine, string programFolder)
    {
        var (root, role, instance) = (layers.Root, commandLine.Role, commandLine.Instance);
        RoleSettings.Apply(root, role);
        if (root.Find(SettingKeys.Devices) is { } devices) DevicesShape.Expand(devices);
        if (role == Role.Silo) ModelRepositoryFolder.Resolve(root, programFolder);
        else root.Descend(SettingKeys.ModelRepository).Set(null, SettingsLayer.Defaults);
        if (root.Find(SettingKeys.DeviceClaims) is { Value.Length: > 0, Layer: { } said } claims) claims.Set(Path.GetFullPath(claims.Value, said.Folder), said);
        KestrelSection.Resolve(root);
        InstancePorts.Apply(root, instance);
        Clustering.AdvertiseLoopback(root);
        AliasStorage.Apply(root);
        var primary = Clustering.Primary(root, instance, layers.BaseSiloPort);
        if (string.IsNullOrEmpty(root.ValueOf(SettingKeys.SiloName)))
            root.Descend(SettingKeys.SiloName).Set(Clustering.SiloName(primary is not null, instance, role), SettingsLayer.Defaults);
        SiloSettings settings = new(root, layers.File, role, instance, primary);
        Refuse(OpenAddresses.Check(settings));
        return settings;
    }
}
