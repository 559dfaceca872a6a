namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>A gateway has no device and needs no models.</summary>
public sealed class GatewayRoleTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Inference": { "Devices": "auto", "ModelRepository": "not/here" } }""")]
    [InlineData("""{ "Inference": { "Devices": "none" } }""")]
    public void It_may_share_a_file_with_silos(string json)
    {
        _launch.Write("work/silo.json", json);

        var settings = _launch.Load("gateway", "--instance", "2");

        Assert.Equal("none", settings.Configuration["Inference:Devices:0:Name"]);
        Assert.Null(settings.ModelRepository);
        Assert.Equal((11113, "gateway-2"), (settings.SiloPort, settings.Configuration["Orleans:Name"]));
    }

    [Theory]
    [InlineData("""{ "Inference": { "Devices": "cuda:0" } }""", "\"cuda:0\"")]
    [InlineData("""{ "Inference": { "Devices": [{ "Name": "cpu" }] } }""", "a list")]
    public void Devices_contradict_it(string json, string said)
    {
        _launch.Write("work/silo.json", json);

        Assert.StartsWith($"silo.json: Inference:Devices is {said}; a gateway has no devices: it must be auto or none", _launch.Refuse("gateway"), StringComparison.Ordinal);
    }
}
