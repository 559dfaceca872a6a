using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Models;

public sealed class PlacementConfigurationTests
{
    [Theory]
    [InlineData("", "cpu", true)]
    [InlineData("cpu", "cpu:1", true)]
    [InlineData("cpu:0", "cpu", true)]
    [InlineData("cpu:0", "cpu:1", false)]
    [InlineData("cpu", "cuda:0", false)]
    [InlineData("cuda", "cuda:3", true)]
    [InlineData("cuda:1", "cuda:1", true)]
    [InlineData("cuda:1", "cuda:0", false)]
    [InlineData("cuda:1,cpu", "cpu", true)]
    public void A_device_suits_by_its_kind_or_its_name(string wanted, string device, bool suits)
    {
        var placement = new PlacementConfiguration { Devices = [.. wanted.Split(',', StringSplitOptions.RemoveEmptyEntries)] };

        var reason = placement.Suits(Named(device), new Dictionary<string, string>());

        Assert.Equal(suits ? null : $"it may run on {wanted}, this is {device}", reason);
    }

    [Fact]
    public void A_silo_suits_if_it_has_all_labels()
    {
        var placement = new PlacementConfiguration { Labels = new Dictionary<string, string> { ["zone"] = "north", ["disk"] = "fast" }.ToImmutableDictionary() };

        Assert.Null(placement.Suits(Named("cpu"), new Dictionary<string, string> { ["zone"] = "north", ["disk"] = "fast", ["rack"] = "7" }));
        Assert.Equal("it wants a silo whose label 'zone' is 'north', this one has none", placement.Suits(Named("cpu"), new Dictionary<string, string> { ["disk"] = "fast" }));
        Assert.Equal(
            "it wants a silo whose label 'zone' is 'north', that of this one is 'south'",
            placement.Suits(Named("cpu"), new Dictionary<string, string> { ["disk"] = "fast", ["zone"] = "south" }));
    }

    private static Device Named(string name) => new()
    {
        Name = name,
        Kind = name.StartsWith("cuda", StringComparison.Ordinal) ? DeviceKind.Cuda : DeviceKind.Cpu,
        Index = name.Contains(':', StringComparison.Ordinal) ? name[^1] - '0' : 0,
        Threads = 1,
        Lanes = 1,
    };
}
