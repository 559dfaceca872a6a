using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>Where gRPC is served. Without TLS it needs a port of its own: one that speaks HTTP/2 alone.</summary>
internal static class GrpcAddress
{
    public const string Name = "GrpcUrl";

    public const string Key = $"{SettingKeys.Inference}:{Name}";

    public const string Default = "http://127.0.0.1:8001";

    public static ValueShape Shape { get; } = new(
        $"http://HOST:PORT with an IP address, localhost or * as the host, such as {Default}; empty for none",
        static value => value.Length == 0 || HttpAddresses.IsServed(value));

    /// <summary>
    /// What an instance adds to the port: nothing, or its number behind the last of <c>Urls</c>, as the next port is that of the next instance's HTTP.
    /// </summary>
    public static int Shift(int instance) => instance == 0 ? 0 : CommandLine.MaxInstance + instance;
}
