using System.Globalization;
using System.Net;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>How a silo is to be started.</summary>
internal sealed record SiloPlan
{
    public required string Name { get; init; }

    /// <summary>How many runs its device does at once; 0 for a silo without a device.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Its device, if it has one.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>How many times longer its device takes than it is told.</summary>
    public double Slowdown { get; init; } = 1;

    /// <summary>Whether Orleans clients can connect to it.</summary>
    public bool IsGateway { get; init; }

    /// <summary>Its port for other silos and its port for clients, where it is to have the same ones after a restart; by default free ones, each time others.</summary>
    public (int Silo, int Gateway)? Ports { get; init; }

    /// <summary>The address by which it is known.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The network namespace that it lives in; <see langword="null"/> for this process's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>More of its command line.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The settings that differ from those of <c>silo.json</c>.</summary>
    public IEnumerable<string> ToArguments(Uri http, string clusterId, string redis, string modelRepository) =>
    [
        "--config", Path.Combine(AppContext.BaseDirectory, "silo.json"),
        "--urls", http.GetLeftPart(UriPartial.Authority),
        "--Inference:GrpcUrl", "",
        "--Gateway:AllowAnonymous", "true", // some have an address in a network of the test's own
        "--Orleans:ClusterId", clusterId,
        "--Orleans:Name", Name,
        "--Orleans:Endpoints:AdvertisedIPAddress", $"{Address}",
        "--Orleans:Endpoints:SiloPort", Number(Ports?.Silo ?? FreePorts.Take()),
        "--Orleans:Endpoints:GatewayPort", Number(IsGateway ? Ports?.Gateway ?? FreePorts.Take() : 0),
        "--Orleans:Clustering:ProviderType", "Redis",
        "--Orleans:Clustering:ConnectionString", redis,
        "--Inference:ModelRepository", modelRepository,
        "--Inference:DeviceClaims", Path.Combine(modelRepository, "..", "claims"), // this cluster plays at being a host of its own
        "--Dashboard:Enabled", "false",
        .. Lanes == 0 ? (string[])["--Inference:Devices", "none"] : ["--Inference:Devices:0:Name", Device, "--Inference:Devices:0:Lanes", Number(Lanes)],
        .. Settings,
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
