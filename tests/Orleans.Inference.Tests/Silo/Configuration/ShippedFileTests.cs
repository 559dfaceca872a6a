using System.Globalization;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Orleans.Inference.Gateway;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Configuration.Schema;

namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>The <c>silo.json</c> at the top of the repository is the example: it is complete, and it says the defaults.</summary>
public sealed class ShippedFileTests : IDisposable
{
    private readonly Launch _launch = new();
    private readonly string _file = Path.Combine(AppContext.BaseDirectory, SiloFile.FileName);

    private IReadOnlyDictionary<string, string?> Values => SiloFile.Read(_file, SiloFile.FileName).Values;

    public void Dispose() => _launch.Dispose();

    [Fact]
    public void Every_key_is_known_and_every_value_allowed() => Assert.Equal(_file, _launch.Load("--config", _file).File);

    [Theory]
    [InlineData(SettingKeys.Inference)]
    [InlineData(SettingKeys.InferenceClient)]
    [InlineData(SettingKeys.Gateway)]
    [InlineData(SettingKeys.FastChat)]
    [InlineData(SettingKeys.Dashboard)]
    [InlineData(SettingKeys.Metrics)]
    public void Every_setting_of_ours_is_in_it(string section)
    {
        var keys = Assert.IsType<SectionShape>(SiloSchema.Root.Keys[section]).Keys.Keys.Select(key => $"{section}:{key}");

        Assert.All(keys, key => Assert.Contains(key, Values.Keys));
    }

    public static TheoryData<string, object> Sections => new()
    {
        { SettingKeys.InferenceClient, new InferenceClientOptions() },
        { SettingKeys.Gateway, new InferenceGatewayOptions() },
        { SettingKeys.FastChat, new FastChatOptions() },
        { SettingKeys.Dashboard, new DashboardSettings() },
        { SettingKeys.Metrics, new MetricsSettings() },
        { SettingKeys.Endpoints, new EndpointOptions() },
        { SettingKeys.Inference, new InferenceOptions() },
    };

    [Theory]
    [MemberData(nameof(Sections), DisableDiscoveryEnumeration = true)]
    public void Every_value_is_the_default(string section, object defaults)
    {
        foreach (var (key, value) in Values.Where(value => value.Key.StartsWith($"{section}:", StringComparison.Ordinal) && value.Value is not null))
        {
            if (key is SettingKeys.Devices or GrpcAddress.Key || value is not { Length: > 0 }) continue; // an empty list is written as an empty text
            var expected = defaults.GetType().GetProperty(key[(section.Length + 1)..])!.GetValue(defaults);
            Assert.Equal(Convert.ToString(expected, CultureInfo.InvariantCulture), value);
        }
    }

    [Fact]
    public void The_rest_is_the_default_too()
    {
        Assert.Equal(Assert.Single(new InferenceOptions().Devices).Name, Values[SettingKeys.Devices]);
        Assert.Equal(HttpAddresses.Default, Values[HttpAddresses.Key]);
        Assert.Equal(GrpcAddress.Default, Values[GrpcAddress.Key]);
        ClusterOptions cluster = new();
        Assert.Equal((cluster.ClusterId, cluster.ServiceId), (Values["Orleans:ClusterId"], Values["Orleans:ServiceId"]));
        Assert.Equal(
            SettingsLayer.Defaults.Values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => (value.Key, value.Value?.ToUpperInvariant())),
            Values.Where(value => value.Key.StartsWith("Logging:", StringComparison.Ordinal))
                .OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => (value.Key, value.Value?.ToUpperInvariant())));
    }

    [Fact]
    public void Membership_is_the_recommended_profile()
    {
        ClusterMembershipOptions membership = new();
        _launch.Load("--config", _file).Configuration.GetSection(SettingKeys.Membership).Bind(membership);

        Assert.Equal((2.0, 2.0, 2), (membership.ProbeTimeout.TotalSeconds, membership.MaxProbeTimeout.TotalSeconds, membership.NumMissedProbesLimit));
    }
}
