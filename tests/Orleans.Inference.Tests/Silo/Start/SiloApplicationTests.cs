using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Start;

namespace Orleans.Inference.Tests.Silo.Start;

/// <summary>The settings reach the options that they are for. Nothing is started.</summary>
public sealed class SiloApplicationTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Fact]
    public async Task Every_section_is_bound()
    {
        await using var app = Build(
            "--instance", "1", "--Inference:MaxQueueLength", "7", "--Inference:Speeds:digits", "2.5", "--InferenceClient:DefaultTimeout", "00:00:05",
            "--Orleans:Membership:NumMissedProbesLimit", "4", "--Orleans:Messaging:ResponseTimeout", "00:01:00", "--Orleans:ClusterId", "mine");

        Assert.Equal((7, 2.5), (Options<InferenceOptions>(app).MaxQueueLength, Options<InferenceOptions>(app).Speeds["digits"]));
        Assert.Equal(Path.Combine(_launch.ProgramFolder, "models"), Options<InferenceOptions>(app).ModelRepository);
        Assert.Equal(TimeSpan.FromSeconds(5), Options<InferenceClientOptions>(app).DefaultTimeout);
        Assert.Equal(4, Options<ClusterMembershipOptions>(app).NumMissedProbesLimit);
        Assert.Equal(TimeSpan.FromMinutes(1), Options<SiloMessagingOptions>(app).ResponseTimeout);
        Assert.Equal(("mine", "default"), (Options<ClusterOptions>(app).ClusterId, Options<ClusterOptions>(app).ServiceId));
        Assert.Equal((11112, 30001), (Options<EndpointOptions>(app).SiloPort, Options<EndpointOptions>(app).GatewayPort));
        Assert.Equal(11111, Options<DevelopmentClusterMembershipOptions>(app).PrimarySiloEndpoint!.Port);
        Assert.Equal("silo-1", Options<SiloOptions>(app).SiloName);
        Assert.True(Options<HostOptions>(app).ShutdownTimeout > TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda:0,cuda:1", "cuda:0 cuda:1")]
    [InlineData(null, "auto")]
    public async Task Devices_take_the_place_of_the_default(string? devices, string expected)
    {
        await using var app = devices is null ? Build() : Build("--Inference:Devices", devices);

        Assert.Equal(expected.Split(' '), Options<InferenceOptions>(app, validate: false).Devices.Select(device => device.Name));
    }

    [Theory]
    [InlineData("silo", true)]
    [InlineData("gateway", false)]
    public async Task The_dispatcher_lives_on_silos_only(string role, bool expected)
    {
        await using var app = Build(role);

        Assert.Equal(expected, Options<GrainTypeOptions>(app).Classes.Any(type => typeof(IDispatcherGrain).IsAssignableFrom(type)));
    }

    [Fact]
    public async Task Devices_of_a_list_keep_their_keys()
    {
        _launch.Write("work/silo.json", """{ "Inference": { "Devices": [{ "Name": "cpu", "Threads": 4, "Lanes": 2 }] } }""");
        await using var app = Build();

        var device = Assert.Single(Options<InferenceOptions>(app, validate: false).Devices);
        Assert.Equal(("cpu", 4, 2), (device.Name, device.Threads, device.Lanes));
    }

    [Fact]
    public void A_provider_that_is_not_there_is_refused_with_the_setting_and_those_that_are()
    {
        var settings = _launch.Load("--Orleans:Clustering:ProviderType", "Redsi");

        var line = Assert.Single(Assert.Throws<SettingsException>(() => SiloApplication.Build(settings, TextWriter.Null)).Problems);

        Assert.StartsWith("command line: Orleans:Clustering:ProviderType is \"Redsi\"", line, StringComparison.Ordinal);
        Assert.Contains("Development", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_validator_refuses_is_told_with_the_place_where_it_was_said()
    {
        var settings = _launch.Load("--Inference:MaxQueueLength", "0");

        Assert.Equal("command line: Inference:MaxQueueLength is 0: no.", settings.Locate("Inference:MaxQueueLength is 0: no."));
        Assert.Equal("Inference:DispatchPolicy is '': no.", settings.Locate("Inference:DispatchPolicy is '': no."));
    }

    private WebApplication Build(params string[] arguments) => SiloApplication.Build(_launch.Load(arguments), TextWriter.Null);

    /// <summary>The options; without validation, which looks for the devices of the machine.</summary>
    private static T Options<T>(WebApplication app, bool validate = true) where T : class, new()
    {
        if (validate) return app.Services.GetRequiredService<IOptions<T>>().Value;
        T options = new();
        foreach (var configure in app.Services.GetServices<IConfigureOptions<T>>()) configure.Configure(options);
        return options;
    }
}
