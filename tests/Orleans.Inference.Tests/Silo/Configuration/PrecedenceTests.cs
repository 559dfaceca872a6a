using Microsoft.Extensions.Configuration;

namespace Orleans.Inference.Tests.Silo.Configuration;

public sealed class PrecedenceTests : IDisposable
{
    private const string Key = "Inference:MaxQueueLength";

    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        _launch.Write("work/silo.json", """{ "Inference": { "MaxQueueLength": 1, "DispatchPolicy": "shortest_queue" } }""");
        Assert.Equal("1", _launch.Load().Configuration[Key]);
        _launch.Environment["INFERENCE__MAXQUEUELENGTH"] = "2";
        Assert.Equal("2", _launch.Load().Configuration[Key]);
        Assert.Equal("3", _launch.Load("--inference:maxqueuelength", "3").Configuration[Key]);
        Assert.Equal("shortest_queue", _launch.Load("--inference:maxqueuelength", "3").Configuration["Inference:DispatchPolicy"]);
    }

    [Fact]
    public void Null_says_the_default()
    {
        _launch.Environment["Inference__MaxQueueLength"] = "2";
        _launch.Write("work/silo.json", """{ "Inference": { "MaxQueueLength": null, "DispatchPolicy": null } }""");

        var configuration = _launch.Load().Configuration;

        Assert.Equal("2", configuration[Key]);
        Assert.DoesNotContain(configuration.GetSection("Inference").GetChildren(), child => child.Key == "DispatchPolicy");
    }

    [Fact]
    public void Variables_of_others_are_left_alone()
    {
        string[] others = ["PATH", "GATEWAY", "Inference", "INFERENCE_MODE", "DOTNET_gcServer", "Kestrel__Limits", "ASPNETCORE_URLS", "Ourorleans__X"];
        foreach (var name in others) _launch.Environment[name] = "whatever";

        Assert.Equal(["http://127.0.0.1:8000"], _launch.Load().Urls);
    }

    [Fact]
    public void Urls_may_come_from_the_environment()
    {
        _launch.Environment["URLS"] = "http://127.0.0.1:9000";

        Assert.Equal(["http://127.0.0.1:9000"], _launch.Load().Urls);
    }

    [Fact]
    public void A_list_is_replaced_as_a_whole()
    {
        _launch.Write("work/silo.json", """{ "Inference": { "Devices": [{ "Name": "cpu", "Threads": 4 }, "cuda:0", "cuda:1"] } }""");

        Assert.Equal(["Inference:Devices:0:Name=none"], Devices("--Inference:Devices", "none"));
        Assert.Equal(["Inference:Devices:0:Name=cuda:3"], Devices("--Inference:Devices:0:Name", "cuda:3"));
        _launch.Environment["Inference__Devices__0__Lanes"] = "2";
        Assert.Equal(["Inference:Devices:0:Lanes=2"], Devices());
    }

    [Fact]
    public void Devices_may_be_a_text_or_a_list_of_names_and_groups()
    {
        string[] expected = ["Inference:Devices:0:Name=cuda:0", "Inference:Devices:1:Name=cuda:1"];
        Assert.Equal(expected, Devices("--Inference:Devices", "cuda:0, cuda:1"));
        _launch.Write("work/silo.json", """{ "Inference": { "Devices": ["cuda:0", { "Name": "cuda:1" }] } }""");
        Assert.Equal(expected, Devices());
    }

    private IEnumerable<string> Devices(params string[] arguments) => _launch.Load(arguments).Configuration.AsEnumerable()
        .Where(setting => setting.Key.StartsWith("Inference:Devices:", StringComparison.Ordinal) && setting.Value is not null)
        .Select(setting => $"{setting.Key}={setting.Value}").Order(StringComparer.Ordinal);
}
