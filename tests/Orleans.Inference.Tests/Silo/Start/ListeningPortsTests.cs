using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orleans.Inference.Silo.Start;

namespace Orleans.Inference.Tests.Silo.Start;

public sealed class ListeningPortsTests : IDisposable
{
    private readonly Launch _launch = new();
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public ListeningPortsTests() => _other.Start();

    private string Taken => ((IPEndPoint)_other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _other.Dispose();
        _launch.Dispose();
    }

    [Theory]
    [InlineData("Urls")]
    [InlineData("Inference:GrpcUrl")]
    [InlineData("Orleans:Endpoints:SiloPort")]
    [InlineData("Orleans:Endpoints:GatewayPort")]
    public void A_port_in_use_is_named_with_its_setting_and_what_to_do(string key)
    {
        var settings = _launch.Load([.. Free.Where(setting => setting.Key != key).Select(setting => $"--{setting.Key}={setting.Value}"),
            $"--{key}={(key is "Urls" or "Inference:GrpcUrl" ? $"http://127.0.0.1:{Taken}" : Taken)}"]);

        var message = Assert.Throws<StartException>(() => ListeningPorts.Check(settings)).Message;

        Assert.StartsWith($"Port {Taken} ({key}) is in use", message, StringComparison.Ordinal);
        Assert.Contains("--instance", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Ports_that_are_free_are_no_trouble() =>
        ListeningPorts.Check(_launch.Load([.. Free.Select(setting => $"--{setting.Key}={setting.Value}")]));

    [Fact]
    public void A_silo_that_joins_one_that_is_not_there_is_announced()
    {
        _launch.Write("work/silo.json", $$"""{ "Orleans": { "Endpoints": { "SiloPort": {{Taken}} } } }""");
        Assert.Null(ListeningPorts.Awaited(_launch.Load()));
        var settings = _launch.Load("--instance", "1");
        Assert.Null(ListeningPorts.Awaited(settings));
        _other.Stop();
        Assert.Contains($"{settings.Primary}", ListeningPorts.Awaited(settings), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Free => new()
    {
        ["Urls"] = "http://127.0.0.1:0",
        ["Inference:GrpcUrl"] = "",
        ["Orleans:Endpoints:SiloPort"] = FreePort(),
        ["Orleans:Endpoints:GatewayPort"] = FreePort(),
    };

    private static string FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
