using System.Net;

namespace Orleans.Inference.Tests.Silo.Configuration;

public sealed class InstanceTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Fact]
    public void The_first_silo_is_its_own_primary()
    {
        var settings = _launch.Load();

        Assert.Equal((11111, 30000, "silo-0"), (settings.SiloPort, settings.GatewayPort, settings.Configuration["Orleans:Name"]));
        Assert.Equal(["http://127.0.0.1:8000"], settings.Urls);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:11111"), settings.Primary);
    }

    [Fact]
    public void Another_instance_shifts_every_port_and_joins_the_first()
    {
        var settings = _launch.Load("--instance", "2");

        Assert.Equal((11113, 30002, "silo-2"), (settings.SiloPort, settings.GatewayPort, settings.Configuration["Orleans:Name"]));
        Assert.Equal(["http://127.0.0.1:8002"], settings.Urls);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:11111"), settings.Primary);
    }

    [Fact]
    public void The_ports_of_the_file_are_shifted_too()
    {
        _launch.Write("work/silo.json", """
            { "Urls": "http://*:9000;http://[::1]:9100", "Gateway": { "AllowAnonymous": true }, "Orleans": { "Name": "mine", "Endpoints": { "SiloPort": 12000, "GatewayPort": 0 } } }
            """);

        var settings = _launch.Load("--instance", "1");

        Assert.Equal((12001, 0, "mine"), (settings.SiloPort, settings.GatewayPort, settings.Configuration["Orleans:Name"]));
        Assert.Equal(["http://*:9001", "http://[::1]:9101"], settings.Urls);
        Assert.Equal(12000, settings.Primary!.Port);
    }

    [Fact]
    public void A_port_on_the_command_line_is_taken_as_it_is()
    {
        var settings = _launch.Load("--instance", "1", "--urls", "http://127.0.0.1:9000", "--Orleans:Endpoints:SiloPort", "12000");

        Assert.Equal((12000, 30001), (settings.SiloPort, settings.GatewayPort));
        Assert.Equal(["http://127.0.0.1:9000"], settings.Urls);
        Assert.Equal(11111, settings.Primary!.Port);
    }

    [Fact]
    public void A_port_that_is_any_free_one_stays_so()
    {
        _launch.Write("work/silo.json", """{ "Urls": "http://127.0.0.1:0" }""");

        Assert.Equal(["http://127.0.0.1:0"], _launch.Load("--instance", "3").Urls);
    }

    [Theory]
    [InlineData(0, "http://127.0.0.1:8001")]
    [InlineData(1, "http://127.0.0.1:9001")]
    [InlineData(2, "http://127.0.0.1:9002")]
    public void The_port_of_gRPC_keeps_clear_of_the_other_instances_HTTP(int instance, string expected)
    {
        Assert.Equal(expected, _launch.Load("--instance", $"{instance}").GrpcUrl);
    }

    [Fact]
    public void GRPC_is_served_where_it_is_said_or_nowhere()
    {
        Assert.Equal("http://*:9000", _launch.Load("--instance", "1", "--Inference:GrpcUrl", "http://*:9000", "--Gateway:AllowAnonymous", "true").GrpcUrl);
        Assert.Null(_launch.Load("--Inference:GrpcUrl", "").GrpcUrl);
        _launch.Write("work/silo.json", """{ "Inference": { "GrpcUrl": "http://127.0.0.1:7000" } }""");
        Assert.Equal("http://127.0.0.1:8001", _launch.Load("--instance", "2").GrpcUrl);
    }

    [Fact]
    public void There_is_no_port_above_65535()
    {
        _launch.Write("work/silo.json", """{ "Orleans": { "Endpoints": { "GatewayPort": 65500 } } }""");

        Assert.Contains("Orleans:Endpoints:GatewayPort", _launch.Refuse("--instance", "40"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clustering_provider_takes_the_place_of_the_primary()
    {
        string[] redis = ["--Orleans:Clustering:ProviderType", "Redis", "--Orleans:Clustering:ConnectionString", "127.0.0.1"];
        var settings = _launch.Load(redis);

        Assert.Null(settings.Primary);
        Assert.Equal(("Redis", "127.0.0.1"), settings.MembershipStore);
        Assert.Equal(Environment.MachineName, settings.Configuration["Orleans:Name"]);
        Assert.Equal($"{Environment.MachineName}-1", _launch.Load([.. redis, "--instance", "1"]).Configuration["Orleans:Name"]);
    }

    [Theory]
    [InlineData("127.0.0.1:5000", "127.0.0.1")]
    [InlineData("10.0.0.5:5000", null)]
    public void A_silo_whose_primary_is_on_this_machine_is_known_by_a_loopback_address(string primary, string? advertised)
    {
        var settings = _launch.Load("--Orleans:Clustering:ProviderType", "Development", "--Orleans:Clustering:PrimarySiloEndPoint", primary);

        Assert.Equal(advertised, settings.Configuration["Orleans:Endpoints:AdvertisedIPAddress"]);
    }
}
